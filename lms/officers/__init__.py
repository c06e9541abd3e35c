"""Meet other officers: a directory by choice, contact by request and consent, private talks, block and report.

What a member chose lies in ``OfficerProfile``; what others may see of it lies in ``Listing``, written anew by
``actions.listing`` in the same transaction as each choice. Directory, search, counts and profile pages read
``Listing`` alone, so a hidden value is not merely left out of an answer: it is not in the tables that are asked.

Verbs: ``actions.profile.save_profile``, ``actions.contact.ask_for_contact|accept|decline|withdraw``,
``actions.safety.block|unblock|report``, ``actions.moderation.decide|let_back``. A conversation is a private
room of ``lms.rooms`` (``conversations``).

May import: rooms, joining, people, notices, audit, common.
"""
