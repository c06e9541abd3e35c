"""Profiles and what others see of them; requests and conversations; blocks and reports."""

from lms.officers.models.contact import ContactRequest, Conversation, RequestState, Side
from lms.officers.models.profile import AgencyAs, DirectoryConsent, Listing, ListingTag, NameAs, OfficerProfile
from lms.officers.models.safety import Block, DailyUse, Opened, Outcome, Report, ReportSource

__all__ = [
    "AgencyAs",
    "Block",
    "ContactRequest",
    "Conversation",
    "DailyUse",
    "DirectoryConsent",
    "Listing",
    "ListingTag",
    "NameAs",
    "OfficerProfile",
    "Opened",
    "Outcome",
    "Report",
    "ReportSource",
    "RequestState",
    "Side",
]
