"""How right and how fast formcheck is, measured; not installed, and no unit tests."""
