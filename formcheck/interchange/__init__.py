"""Poses that other programs found, as recordings: which joints they know, and what is missing."""
