"""Settings, logging and wiring, used by the functions only."""
