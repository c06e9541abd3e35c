"""Pages of tests."""
