"""The demo world: the cast, nine finished trainings from their rosters, one that runs today, two ahead.

Used by ``make demo``, by the screenshots and by journeys. Every person, date and place in it is made
up; only the programme's totals are the published ones. Loaded into an empty database only, and never
at a public address. May import: everything but the addresses.
"""
