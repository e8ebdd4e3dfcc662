"""Load migration: from what utilities upload to the CRRs that follow the load."""
