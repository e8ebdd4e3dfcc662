"""The tests of marketsim.client."""
