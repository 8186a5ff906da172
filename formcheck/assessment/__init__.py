"""Judges a set: poses in, readings and a report out."""
