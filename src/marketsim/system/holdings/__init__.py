"""What can be done to a CRR without asking anybody: cut it by dates and MW, add up what is taken of it."""
