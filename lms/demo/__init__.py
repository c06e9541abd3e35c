"""The demo world: the cast and one full story."""
