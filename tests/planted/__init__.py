"""A project with secrets planted in all the places where people keep them, and the search for them."""
