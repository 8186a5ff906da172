"""Pictures that Matplotlib draws: the plot of a set, the drawing of an exercise, progress."""
