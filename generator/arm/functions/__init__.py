"""The functions of the template language, one module for each domain."""
