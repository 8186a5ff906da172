"""A guided live session: input and time in, what to show and say out."""
