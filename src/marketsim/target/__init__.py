"""Which system is under test, as whom we speak to it and what we may do there."""
