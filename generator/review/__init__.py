"""What an edit does: two expanded templates compared, with the consequence of each change for what runs."""
