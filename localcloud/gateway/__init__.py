"""The web port: the client, and API Gateway in front of the api."""
