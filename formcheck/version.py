"""The version of formcheck; the build and ``--version`` read it here."""

__version__ = "0.1.0"
