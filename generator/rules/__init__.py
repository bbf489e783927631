"""What Azure would refuse of an expanded template, and what people regret: rules that are declared one by one."""
