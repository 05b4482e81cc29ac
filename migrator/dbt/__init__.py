"""dbt projects read as text: their nodes, what is selected of them, and where their tables are. Nothing is run."""
