"""Facts about operators and the functions tasks call: data, one file per provider."""
