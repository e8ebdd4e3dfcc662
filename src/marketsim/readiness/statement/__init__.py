"""The readiness statement: a campaign's evidence, told in a form that may be shared, signed and checked again."""
