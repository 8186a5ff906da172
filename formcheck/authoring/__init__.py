"""Helps a therapist to write and test exercise files."""
