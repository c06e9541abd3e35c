"""Benches and long drills: how fast the site is, and what it survives."""
