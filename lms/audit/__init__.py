"""Audit: who did what, to what, about whom, when, from which value to which. Append-only.

Owns ``AuditEntry``; imports ``lms.common`` only. The model and triggers in the database both
refuse to change or delete a row. Verb: ``record``.
"""
