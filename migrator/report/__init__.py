"""What people and programs read: JSON contracts, the terminal, Markdown and one HTML page."""
