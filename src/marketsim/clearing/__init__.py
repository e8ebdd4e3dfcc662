"""Network model, allocation and auction clearing: built with the auction; imports nothing of ours."""
