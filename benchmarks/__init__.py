"""Repeatable measurements, each with a peer beside it in the same run: read the ratios, not the absolutes."""
