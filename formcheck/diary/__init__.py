"""What a person has done, kept on their own machine: database, sessions, export."""
