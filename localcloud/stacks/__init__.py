"""What the templates say: read, resolved, and created in the local AWS."""
