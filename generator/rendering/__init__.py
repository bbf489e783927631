"""Blueprint in, ARM template out, with the origin of every value."""
