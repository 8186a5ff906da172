"""Seeing: pixels become poses.

:mod:`~formcheck.capture.frames` makes frames, :mod:`~formcheck.capture.estimator` makes poses
of them, :mod:`~formcheck.capture.blazepose` does so with MediaPipe, and
:mod:`~formcheck.capture.models` knows where the model files lie.
"""
