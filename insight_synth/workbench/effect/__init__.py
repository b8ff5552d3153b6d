"""The page Effect: an indicator followed through time."""
