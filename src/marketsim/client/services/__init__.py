"""One module a service: its operations as typed methods."""
