"""A participant's client of the ten services: certificate, connections, 69 typed methods, exchanges."""
