"""Models that lead to a person, or could carry a name, and are no holding: each with the reason.

``tests/architecture/test_personal.py`` finds those that stand neither here nor in a ``personal.py``.
"""

from __future__ import annotations

# What leads to a person.
OUTSIDE: dict[str, str] = {
    "people.Person_groups": "rights at the support desk, emptied with the account",
    "people.Person_user_permissions": "rights at the support desk, emptied with the account",
    "audit.AuditSeal": "hashes over entries of the audit, whose values about a person end with her key",
    "officers.ListingTag": "words of a listing, which is a holding and takes them along",
    "catalogue.Tool": "names the editor who reviewed it, whose account is anonymised; the tool is no data about her",
}

# What has free text or JSON, and says nothing of a person.
WORDS: dict[str, str] = {
    "people.Agency": "a public authority",
    "people.Agreement": "the texts that everybody accepts",
    "people.Country": "the list of countries",
    "people.ResetRequest": "an address as anybody typed it, encrypted, for the seconds until the clock answers it",
    "auth.Group": "a name for rights",
    "auth.Permission": "a name for a right",
    "sites.Site": "the site's own name",
    "courses.BuiltinText": "names of built-in texts",
    "courses.ColumnChoice": "which column of a file means what; headers are kept as a fingerprint",
    "courses.Training": "a training and its host",
    "catalogue.Tool": "a tool and its provider",
    "catalogue.ToolLesson": "codes of functions",
    "training_sessions.SessionSeries": "a title",
    "training_sessions.TrainingSession": "an item of an agenda",
    "training_sessions.VenueSpace": "a place",
    "rooms.Room": "a room and its title",
    "certificates.CertificateDesign": "who signs: officials as they wish to be named in public, entered by hand",
    "schedule.Calendar": "the timetable of a training",
    "schedule.Rule": "a rule of recurrence",
    "schedule.Occurrence": "one time of an entry",
    "joining.EmailDomain": "domains of authorities, without persons",
    "feedback.ResponseValue": "anonymous answers: nothing joins them to anybody",
    "feedback.Envelope": "sealed anonymous answers under a keyed hash, until they are opened in batches",
    "audit.ChainState": "how far the audit was checked, and numbers of entries that were found wrong",
    "privacy.RetentionRun": "numbers of rows",
    "privacy.FilesToWipe": "that something was erased, not whom",
    "contenttypes.ContentType": "the list of models",
}
