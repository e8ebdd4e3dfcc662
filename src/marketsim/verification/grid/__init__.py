"""The oracle's own network arithmetic: flows, outages, limits; no code of the clearing."""
