"""Report questions as SQL files, and the only way to ask them."""
