"""Clinical measures taken from a pose."""
