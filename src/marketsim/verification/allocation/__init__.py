"""The oracle of allocations: what of the nominations is awarded, and whether nothing better was possible."""
