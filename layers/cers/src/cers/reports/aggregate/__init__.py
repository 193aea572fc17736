"""Custom aggregate reports: from a definition to rows that somebody may see."""
