"""Joining: how an officer becomes a member, stays one, and leaves.

Owns: Application and what is decided about it, the links that are mailed to applicants and their
supervisors, the list of e-mail domains, Membership.
May import: lms.people, lms.notices, lms.audit, lms.common.
Verbs: see ``actions/``; which verb is possible in which state, and by whom: ``states.py``.
"""
