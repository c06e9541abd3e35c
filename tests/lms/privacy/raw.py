"""Run as a program in a site of its own: makes the officer, erases her, and leaves the files to be searched.

``python raw.py keep`` leaves out the erasure: then her words must be found, or the search finds nothing at all.
"""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.db import connection

    from lms.privacy.actions import erase_person
    from lms.privacy.wipe import wipe_due
    from tests.lms.privacy.world import World

    world = World()
    world.make_all()
    if "keep" not in sys.argv:
        erase_person(person=world.officer, actor=None)
        assert wipe_due() == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [sys.argv[1]])
    # End without closing the database: what lies in the log stays in the log.
    import os

    os._exit(0)
