"""What can be done about a person's data."""

from lms.privacy.actions.erase import erase_person

__all__ = ["erase_person"]
