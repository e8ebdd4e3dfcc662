"""What the ISO does with an answered trade: check the credit of both sides, transfer the CRR, or refuse it."""
