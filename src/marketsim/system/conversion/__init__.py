"""What the ISO does with TOR conversion windows: open them, and post the CRRs that transferees approved."""
