"""Ground floor (common, people, audit, notices, rooms), joining and officers, roof (portal, reports, privacy, demo)."""
