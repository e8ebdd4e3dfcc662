"""How a sentence drives the API: one module a topic, plus the shared sentences."""
