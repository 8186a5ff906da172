"""How a movement is judged: pure rules on a pose stream, without clock, files or pixels."""
