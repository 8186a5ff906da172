"""Renders parametric people doing exercises, with the true angles of every frame.

The mathematics (`skeleton`, `contact`, `schedule`, `exercises`, `truth`) needs NumPy alone; the
body and the picture need the ``render`` extra.  See the README beside this file.
"""
