"""Help for tests: performed movements, scripted cameras and clocks."""
