"""The CSV templates of the market user interface as the messages of the API, both ways, without loss."""
