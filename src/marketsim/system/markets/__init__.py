"""A market run: what goes in from the store, the clearing, what is kept, what posting makes of it."""
