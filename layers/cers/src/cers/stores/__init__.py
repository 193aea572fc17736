"""The only modules that talk to AWS; clients are passed in."""
