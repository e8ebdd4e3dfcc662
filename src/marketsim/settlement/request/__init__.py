"""A proposed revision request as data: its page, what it changes, what was said, and what shows each change."""
