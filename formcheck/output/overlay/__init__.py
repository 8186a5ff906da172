"""What is drawn on the picture of the camera."""
