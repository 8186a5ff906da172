"""formcheck: watches hip exercises through a camera and says what was good and what was not."""
