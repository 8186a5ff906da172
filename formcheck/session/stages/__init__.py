"""The stages of a live session."""
