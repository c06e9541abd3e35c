"""The words for what stands in the audit: verbs, kinds of things, fields.

Every verb that the code records has its words here (``tests/architecture/test_audit.py`` asks). The words say what
was done, without saying who did it, so that no language needs a gender for it. They are shown beside entries for as
long as entries are kept: a verb that is no longer used keeps its line.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Words = str | Promise

# Package and verb → what was done.
VERBS: dict[str, Words] = {
    "assessments.give_extra_time": _("More time given in a test"),
    "audit.export_log": _("Entries of the audit taken away as a file"),
    "audit.harvest_alarm": _("Alarm: one account was shown unusually many people"),
    "audit.lift_brake": _("Lists opened again before the time"),
    "audit.read_values": _("A person’s closed values read in the audit"),
    "audit.view_list": _("List of people looked at"),
    "catalogue.import_tools": _("Tools brought in from a file"),
    "catalogue.publish_tools": _("Tool published or taken off the list"),
    "certificates.archive": _("Certificates of a training taken away as a file"),
    "certificates.issue": _("Certificate issued"),
    "certificates.replace": _("Certificate replaced by a newer one"),
    "certificates.revoke": _("Certificate withdrawn"),
    "certificates.rules": _("Conditions and signatures of certificates changed"),
    "courses.apply_roster": _("List of participants brought in"),
    "courses.cancel_training": _("Training cancelled"),
    "courses.change_training": _("Training changed"),
    "courses.decline": _("Seat in a training declined"),
    "courses.export_people": _("People of a training taken away as a file"),
    "courses.export_repair": _("Rows to repair taken away as a file"),
    "courses.invite": _("Invitations sent"),
    "courses.make_training": _("Training made"),
    "courses.undo_roster": _("List of participants taken back"),
    "courses.withdraw": _("Person taken off a training"),
    "desk.add": _("Row added at the support desk"),
    "desk.change": _("Row changed at the support desk"),
    "desk.delete": _("Row deleted at the support desk"),
    "joining.answer_information": _("Question about an application answered"),
    "joining.approve": _("Application approved"),
    "joining.ask_information": _("More information asked for about an application"),
    "joining.ask_opinion": _("Opinion of a focal point asked for"),
    "joining.ask_reviewer": _("New agency or function reported to the reviewers"),
    "joining.ask_supervisor": _("Supervisor asked to confirm"),
    "joining.begin_membership": _("Membership begun"),
    "joining.change_vouched": _("Answers changed that others had been asked to confirm"),
    "joining.confirm_email": _("Address of an application confirmed"),
    "joining.decline": _("Application declined"),
    "joining.expire": _("Application ended: its time was over"),
    "joining.expire_membership": _("Membership ended: its time was over"),
    "joining.give_opinion": _("Opinion of a focal point given"),
    "joining.propose": _("Decision on an application proposed"),
    "joining.reconfirm": _("Application: yearly confirmation"),
    "joining.reconfirm_membership": _("Membership confirmed for another year"),
    "joining.record_supervisor_answer": _("Supervisor’s answer recorded"),
    "joining.restore": _("Application open again"),
    "joining.restore_membership": _("Membership restored"),
    "joining.return": _("Proposed decision returned"),
    "joining.revoke_supervisor": _("Supervisor’s confirmation taken back"),
    "joining.submit": _("Application sent"),
    "joining.suspend": _("Application suspended"),
    "joining.suspend_membership": _("Membership suspended"),
    "joining.take_up": _("Application taken up by a reviewer"),
    "joining.withdraw": _("Application withdrawn"),
    "officers.decide_report": _("Report from a member decided"),
    "officers.let_back": _("Member let back into the network"),
    "people.change": _("Person’s record changed"),
    "people.end_access": _("Access ended"),
    "people.grant_role": _("Role given"),
    "people.make": _("Person’s record made"),
    "people.open_account": _("Account opened"),
    "people.publish_agreement": _("Agreement published"),
    "people.reset_second_factor": _("Second factor removed"),
    "people.restore_access": _("Access restored"),
    "people.revoke_role": _("Role taken away"),
    "privacy.answer": _("Request about data answered"),
    "privacy.ask_address": _("Change of e-mail address asked for"),
    "privacy.ask_correction": _("Correction of data asked for"),
    "privacy.ask_erasure": _("Erasure asked for"),
    "privacy.ask_export": _("Copy of one’s data asked for"),
    "privacy.change_address": _("E-mail address changed"),
    "privacy.correct_own": _("Own record corrected"),
    "privacy.erase": _("Person erased"),
    "privacy.fetch_copy": _("Copy of a person’s data taken away by the data-protection officer"),
    "privacy.merge": _("Two records made one"),
    "privacy.open_request": _("Request about data opened for a person"),
    "privacy.retention": _("Data deleted whose time was over"),
    "privacy.retention_trial": _("Data counted whose time is over"),
    "privacy.undo_address": _("Change of e-mail address taken back"),
    "privacy.withdraw": _("Request about data withdrawn"),
    "rooms.export_room": _("Log of a room taken away as a file"),
    "rooms.hide": _("Message in a room hidden"),
    "rooms.mode": _("Who may write in a room changed"),
    "rooms.readmit": _("Person let back into a room"),
    "rooms.remove": _("Person taken out of a room"),
    "rooms.restore": _("Message in a room shown again"),
    "rooms.silence": _("Person’s messages in a room paused"),
    "rooms.unsilence": _("Person may write in a room again"),
    "sessions.add_series": _("Repeated session added to an agenda"),
    "sessions.add_session": _("Session added to an agenda"),
    "sessions.cancel_session": _("Session cancelled"),
    "sessions.change_place": _("Place of a session changed"),
    "sessions.export_register": _("Attendance taken away as a file"),
    "sessions.make_agenda": _("Agenda made"),
    "sessions.mark_attendance": _("Attendance marked"),
    "sessions.move_session": _("Session moved"),
}

# Package → what its verbs are about, in the order of the list to choose from.
GROUPS: dict[str, Words] = {
    "people": _("Accounts and roles"),
    "joining": _("Applications and memberships"),
    "officers": _("Officers’ network"),
    "courses": _("Trainings and participants"),
    "sessions": _("Sessions and attendance"),
    "assessments": _("Tests"),
    "certificates": _("Certificates"),
    "catalogue": _("Tools"),
    "rooms": _("Rooms"),
    "privacy": _("Personal data"),
    "desk": _("Support desk"),
    "audit": _("Lists of people and the audit"),
}

# Model → what one of its rows is called.
KINDS: dict[str, Words] = {
    "assessments.assessment": _("Test"),
    "assessments.attempt": _("Attempt at a test"),
    "audit.auditentry": _("Entry of the audit"),
    "audit.harvest": _("Alarm"),
    "catalogue.tool": _("Tool"),
    "certificates.certificate": _("Certificate"),
    "courses.enrolment": _("Seat in a training"),
    "courses.rosterimport": _("List of participants"),
    "courses.training": _("Training"),
    "joining.application": _("Application"),
    "joining.emaildomain": _("Domain of e-mail addresses"),
    "joining.membership": _("Membership"),
    "officers.officerprofile": _("Profile in the network"),
    "officers.report": _("Report from a member"),
    "people.agency": _("Agency"),
    "people.agreement": _("Agreement"),
    "people.person": _("Person"),
    "people.rolegrant": _("Role"),
    "privacy.addresschange": _("Change of e-mail address"),
    "privacy.dataexport": _("Copy of one’s data"),
    "privacy.datarequest": _("Request about data"),
    "privacy.retentionrun": _("Round of deletion"),
    "rooms.room": _("Room"),
    "training_sessions.trainingsession": _("Session"),
}

# Field → its word; a field without one is shown as it is called in the code.
FIELDS: dict[str, Words] = {
    "agency": _("Agency"),
    "agenda": _("Agenda"),
    "attendance_percent": _("Attendance needed, %"),
    "blank": _("Blank rows"),
    "capacity": _("Seats"),
    "city": _("City"),
    "confirmed_until": _("Confirmed until"),
    "countries": _("Countries"),
    "country": _("Country"),
    "days": _("Days"),
    "decline_code": _("Reason for refusal"),
    "duplicates": _("Rows that stand there twice"),
    "email": _("E-mail"),
    "enrolments": _("Seats"),
    "existing": _("Known already"),
    "extra_minutes": _("Extra minutes"),
    "family_name": _("Family name"),
    "function": _("Function"),
    "given_name": _("Given name"),
    "held": _("Hidden from the network"),
    "host": _("Host"),
    "is_active": _("Access"),
    "kind": _("Kind"),
    "language": _("Language"),
    "list": _("List"),
    "missing": _("No longer in the list"),
    "mode": _("Who may write"),
    "moved": _("Entries moved"),
    "new": _("New"),
    "number": _("Number"),
    "outcome": _("Decision"),
    "override": _("Reason for the overlap"),
    "people": _("People"),
    "people_an_hour": _("People shown in an hour"),
    "place": _("Place"),
    "post_test": _("Final test needed"),
    "pre_test": _("First test needed"),
    "presenters": _("Presenters"),
    "proof": _("Proof of identity"),
    "published_at": _("Published at"),
    "reason": _("Reason"),
    "refusal": _("Reason for refusal"),
    "rejected": _("Rows to repair"),
    "role": _("Role"),
    "rows": _("Rows"),
    "second_factor": _("Second factor"),
    "sessions": _("Sessions"),
    "slowed_until": _("Lists closed until"),
    "stage": _("Stage"),
    "starts_on": _("First day"),
    "state": _("State"),
    "status": _("Status"),
    "stayed": _("Could not be taken back"),
    "terms": _("Agreements"),
    "time": _("Time"),
    "time_zone": _("Time zone"),
    "title": _("Title"),
    "trainers": _("Trainers"),
    "training": _("Training"),
    "unchanged": _("Unchanged"),
    "unit": _("Unit"),
    "updated": _("Updated"),
    "version": _("Version"),
    "waiting": _("On the waiting list"),
    "withdrawn": _("Taken off"),
}

# The lists that ``record_view`` names.
LISTS: dict[str, Words] = {
    "assessments.results": _("Results of a training"),
    "audit.entry": _("Entry of the audit"),
    "audit.log": _("The audit"),
    "audit.values": _("Closed values of an entry"),
    "certificates.training": _("Certificates of a training"),
    "courses.people": _("People of a training"),
    "courses.roster": _("List of participants being brought in"),
    "joining.application": _("Application"),
    "joining.membership": _("Membership"),
    "joining.memberships": _("Memberships"),
    "joining.opinion": _("Application, by a focal point"),
    "joining.queue": _("Applications"),
    "officers.list": _("Directory of officers"),
    "officers.profile": _("Profile of an officer"),
    "officers.reports": _("Reports from members"),
    "people.account": _("Account"),
    "people.accounts": _("Accounts"),
    "people.choice": _("Persons to choose from, at the support desk"),
    "people.desk": _("All persons, at the support desk"),
    "people.record": _("Person’s record, at the support desk"),
    "privacy.copy": _("Copy of one’s data"),
    "privacy.merge": _("Two records side by side"),
    "privacy.request": _("Request about data"),
    "privacy.requests": _("Requests about data"),
    "rooms.room": _("Log of a room"),
    "sessions.register": _("Attendance of a training"),
}


def verb_words(verb: str) -> Words:
    """What was done, in words; the code itself for one that nobody registered."""
    return VERBS.get(verb, verb)


def kind_words(kind: str) -> Words:
    """What a row of the model ``kind`` (``courses.training``) is called."""
    return KINDS.get(kind, kind)


def field_words(name: str) -> Words:
    """The word for a field."""
    return FIELDS.get(name, name.replace("_", " "))


def grouped(verbs: Iterable[str] = VERBS) -> list[tuple[Words, list[tuple[str, Words]]]]:
    """Groups with their verbs, to choose from."""
    found: dict[str, list[tuple[str, Words]]] = {package: [] for package in GROUPS}
    for verb in verbs:
        found[verb.partition(".")[0]].append((verb, VERBS[verb]))
    return [
        (GROUPS[package], sorted(pairs, key=lambda pair: str(pair[1]).casefold())) for package, pairs in found.items()
    ]
