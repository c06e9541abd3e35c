"""Durable live rooms: gapless event log, hub, consumer, catch-up. Knows nothing of trainings."""
