"""Finds which exercise a person does."""
