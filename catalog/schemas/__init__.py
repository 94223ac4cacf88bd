"""The shape and type of what crosses the doors, one module per room; what the values mean is judged by the rooms' rules."""
