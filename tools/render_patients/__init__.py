"""Renders parametric people doing exercises, with the true angles of every frame.

The mathematics (`skeleton`, `limbs`, `performance`, `exercises`, `truth`) needs NumPy alone; the
body and the picture need the ``render`` extra.  See the README beside this file.
"""
