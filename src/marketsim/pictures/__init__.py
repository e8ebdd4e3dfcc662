"""Pictures of a market's results, as SVG; drawn from result rows alone, imports nothing of ours."""
