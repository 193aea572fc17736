"""Delivered formats: bytes in, records and findings out."""
