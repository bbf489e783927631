"""Short blueprints in, Azure Resource Manager templates of scale sets out."""
