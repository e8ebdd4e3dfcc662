"""Which rules settle a trade date: that depends on the date itself and on the day the statement is run."""
