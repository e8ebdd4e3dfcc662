"""Independent oracles: built with the auction; import at most the contract, never clearing or system."""
