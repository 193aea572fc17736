"""A stand-in for Cognito's managed login: its addresses and its course, on plain pages."""
