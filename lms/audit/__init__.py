"""Audit: who did what, to what, about whom, when, from which value to which. Append-only.

Owns the entries, the chain that seals them, the keys under which values of persons are closed, and the counts
that find unusual harvesting; may import ``lms.notices`` and ``lms.common``. The models and triggers in the
database both refuse to change or delete a row. Verbs: ``record``, ``record_view``, ``destroy_key`` and what the
clock and the commands do (see ``actions/``).
"""
