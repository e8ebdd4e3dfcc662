"""Go or no-go by phase: entry and exit criteria judged from evidence alone."""
