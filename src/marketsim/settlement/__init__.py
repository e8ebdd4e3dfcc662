"""The reference settlement model: built with the settlement scenarios; imports nothing of ours."""
