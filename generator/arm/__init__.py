"""The Azure Resource Manager template language, for templates from anywhere."""
