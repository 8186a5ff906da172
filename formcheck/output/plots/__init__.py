"""Plots and drawings as picture files."""
