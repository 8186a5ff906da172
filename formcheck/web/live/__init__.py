"""A live session in the browser: its connections, its pictures, its screen and its voice."""
