"""What the published service model says of shapes and operations, compiled once per process."""
