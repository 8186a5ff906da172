"""Function tests with published scoring."""
