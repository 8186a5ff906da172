"""How somebody is led through a session: placing, counting down, resting, speaking.  Pure."""
