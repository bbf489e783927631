"""The commands: thin callers of the stages, and the only place that prints or exits."""
