"""Definitions of exercises, and everything that reads them."""
