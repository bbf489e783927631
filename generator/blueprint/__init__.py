"""Blueprint files, layered, validated and completed; nothing in here knows ARM."""
