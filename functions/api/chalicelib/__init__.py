"""What the API's routes are made of."""
