"""Telling: readings become pictures, files and words."""
