"""One hour of a settlement, step after step, put into the results."""
