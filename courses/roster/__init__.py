"""What the roster import knows: column titles in six languages, countries and languages by any common name,
which cells make a person, and what keeps a line out. Reads only; the verbs are in ``courses.actions``.
"""
