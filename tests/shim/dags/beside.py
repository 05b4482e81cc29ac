GREETING = "hello from beside"
