"""What a load-serving entity may nominate: from its load, the rights it holds and the tier of the market."""
