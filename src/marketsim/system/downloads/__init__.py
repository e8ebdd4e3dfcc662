"""The rows of each download, made from what is stored."""
