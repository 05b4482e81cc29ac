"""Where unmodified tasks run: one module per orchestrator."""
