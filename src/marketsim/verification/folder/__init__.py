"""The oracle's own reader of a market folder and of its results."""
