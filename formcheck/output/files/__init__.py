"""Files that formcheck writes."""
