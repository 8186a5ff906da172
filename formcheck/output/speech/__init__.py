"""Speech and tones."""
