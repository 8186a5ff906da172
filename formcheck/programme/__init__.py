"""What is due, and what changes: history, programmes, the day, progression and progress."""
