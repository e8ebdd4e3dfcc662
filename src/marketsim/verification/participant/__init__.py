"""What one participant can verify of a market on a live system: its own bids, and the downloads it may have."""
