"""Is the declared graph true? The edges between tasks, held against the data they touch."""
