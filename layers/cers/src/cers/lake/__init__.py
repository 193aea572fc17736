"""The lake's tables: staging, merging and manifests, Arrow in and Arrow out."""
