"""Pages: the directory, one's own profile, contact, safety, moderation."""
