"""Changes as people read them: lines for terminals, comments for pull requests, values that are short and harmless."""
