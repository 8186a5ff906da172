"""Clinical measures of a pose, and a stick model with known angles.

The modules of the three planes fill the table in `formcheck.kinematics.measures`.
"""

from formcheck.kinematics import frontal, oblique, sagittal

__all__ = ["frontal", "oblique", "sagittal"]
