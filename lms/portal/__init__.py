"""Pages that mix nouns: home, the training's room, run of show, the coordinator's desk, the menu."""
