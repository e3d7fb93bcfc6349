"""What people read that is not code. This room imports nothing of the house."""
