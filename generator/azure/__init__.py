"""From a template and parameters to what Azure says: validation, what-if, deployment. Knows nothing of blueprints."""
