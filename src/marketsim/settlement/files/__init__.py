"""Settlement data in files: one CSV in long form for inputs and statements alike."""
