"""The whole site in one file, and back: ``manage.py backup`` and ``manage.py restore``.

``archive`` knows the file, ``databases`` how each kind of database is read and filled, ``media`` the
folder of files. A backup is one moment of the database and the files its rows name; it was read again
before it gets its name. SECRET_KEY is never in it: without that key the seeds of second factors and
the sealed values of the audit stay closed, so keep the key elsewhere.
"""
