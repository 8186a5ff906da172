"""BlazePose on LiteRT: finds the 33 landmarks of a person, and the people in a picture.

The steps are those of the published BlazePose graph: the detector finds people in the whole
picture, the landmark network looks at a turned square around one of them, and the next frame's
square follows from its landmarks.
"""
