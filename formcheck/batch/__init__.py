"""Many files at once: which, by which processes, what came of each, and the table of all."""
