"""Use cases: plain functions from inputs and stores to a result."""
