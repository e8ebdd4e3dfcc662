"""The documentation in the browser."""
