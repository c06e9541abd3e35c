"""Who is here: persons, their countries and agencies, and what they may do.

Owns: Person (the user model), Country, Agency, RoleGrant.
May import: lms.notices, lms.audit, lms.common.
Verbs: see ``actions/``.
"""
