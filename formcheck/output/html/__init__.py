"""Reports as pages: one file without scripts, which opens offline and is printed on two sheets."""
