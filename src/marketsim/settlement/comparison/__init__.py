"""A statement held against the reference model: what differs, and which known mistake explains it."""
