"""What was found, as other programs read it, and what rules say of themselves."""
