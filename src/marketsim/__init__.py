"""marketsim rehearses a Market Simulation of the California ISO's Congestion Revenue Rights system."""

__version__ = "0.1.0"
