"""From pixels to poses: videos, cameras, pose estimators and their models."""
