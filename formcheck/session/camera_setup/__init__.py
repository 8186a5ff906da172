"""Checks of the camera's place before a set."""
