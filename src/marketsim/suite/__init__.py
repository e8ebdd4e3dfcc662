"""The suite as files: features, step definitions, the register and the lock, and what `lint` demands."""
