"""Poses of one person as one camera sees them: joints, views, positions."""
