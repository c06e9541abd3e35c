"""Certificates: who has earned one, the record, its PDF, and whether a paper is genuine.

Owns: ``Certificate`` (what was printed, kept for good), its rule and design per training, the
work row by which its PDF is made. Verbs (``actions``): issue one or all due, replace, revoke,
render. Knowledge: ``eligibility`` (who misses what), ``verification`` (what a code, a name or a
file says), ``numbering``. ``pdf`` is the only door to xhtml2pdf.
May import: everything that a certificate is earned by (feedback, assessments, sessions, courses)
and what lies below.
"""
