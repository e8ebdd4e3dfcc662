"""What happened, one JSON line an event: the only input of every report (design.md section 4)."""
