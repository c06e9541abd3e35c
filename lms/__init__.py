"""The ground floor (common, people, audit, notices, rooms) and the roof (portal, reports, privacy, demo)."""
