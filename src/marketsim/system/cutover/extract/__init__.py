"""What the old system hands over, as this system reads it."""
