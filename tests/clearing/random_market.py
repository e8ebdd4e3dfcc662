"""The generator of markets, where tests look for it: ``benchmarks.random_market`` says what it makes."""

from benchmarks.random_market import random_bids, random_market, tightened

__all__ = ["random_bids", "random_market", "tightened"]
