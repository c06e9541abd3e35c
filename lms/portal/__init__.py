"""Pages that mix nouns: home, the page of a training, what the team needs to do, the menu."""
