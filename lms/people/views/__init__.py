"""The pages of a person about herself."""
