"""From evidence to verdict: what was tested, what it came to, and who has to act (design.md sections 2 and 7)."""
