"""Notices: mails as rows, queued in the same transaction as what they tell.

Owns ``Notice``, ``OutsideMail`` (to people without an account) and the way out to the mail server.
Imports ``lms.common`` only. A *kind* is declared by the package that uses it, as a template
``notices/<kind>.txt`` (first line: the subject, which names no topic, since an officer's screen is seen by others).
Verbs: ``queue_notice``, ``queue_letter``, ``send_due``, ``send_outside``.
"""
