"""From what tasks say they do to the data they touch."""
