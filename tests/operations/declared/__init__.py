"""The cases, one module per group of operations."""
