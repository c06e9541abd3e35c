"""Who is here: persons, their countries and agencies, and what they may do.

Owns: Person (the user model), Country, Agency, RoleGrant, agreements and who accepted them, the devices and the
counted tries of logging in.
May import: lms.notices, lms.audit, lms.common.
Verbs: see ``actions/``.
"""
