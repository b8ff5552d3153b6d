"""The page Home, and the tour that begins there."""
