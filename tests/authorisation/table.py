"""Who gets what: every address of the site × every reader × every row it can be about × every verb.

One line an address. A verb that is not named answers 405. What a verb is given says who gets in:

- ``may("runs", knows="knows")``: those who run the training get in; others who may know of it are refused (403);
  for everybody else it does not exist (404).
- ``may("application", role="reviews")``: without the role 403, whatever the row; with the role and without a
  right to this row 404.
- ``may("own seat")``: for everybody else it does not exist (404).
- ``ANY``: whoever is signed in. ``ALL``: strangers, too; the page is public.

``here``, ``guest``, ``elsewhere`` and ``nowhere`` are rows of the world (see ``world.py``): of Zimbabwe in the
training in Harare, of Kenya in the same training, of the training in Nairobi, and what does not exist. The roles are
those of the product's table of who may do what:

    member, participant     own trainings and open ones; own data and answers
    trainer                 the trainings that she staffs, all countries in them
    coordinator of some     trainings hosted there or with own people: the agenda and the own rows, nothing else
    coordinator             everything about delivery
    editor                  content           reviewer          applications
    protection              requests          auditor           reads the audit, nothing else
    administrator           grants, terms, accounts; no trainings and nobody's results
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.authorisation.world import NOT_SIGNED_IN, READERS

EVERYBODY = frozenset(READERS)
SIGNED_IN = EVERYBODY - NOT_SIGNED_IN
# They are coordinators of every country as well: what stops them is their log-in, see ``test_table.py``.
ALSO_COORDINATOR = frozenset({"no_second_factor", "long_ago"})


def _who(names: str) -> frozenset[str]:
    found = frozenset(names.split())
    unknown = found - EVERYBODY
    assert not unknown, f"no such reader: {unknown}"
    return found | ALSO_COORDINATOR if "coordinator" in found else found


def _rows(**rows: str) -> dict[str, frozenset[str]]:
    return {name: _who(names) for name, names in rows.items()}


TEAM = (
    "trainer trainer_elsewhere coordinator_host coordinator_guest coordinator_other coordinator editor reviewer "
    "reviewer_host reviewer_other protection auditor administrator"
)
OFFICERS = "member participant guest participant_elsewhere waiting withdrawn presenter desk"

# What a name of ``may`` means, row by row.
AUDIENCES: dict[str, dict[str, frozenset[str]]] = {
    # --- a training and its sessions ---
    "knows": _rows(
        here="participant guest waiting presenter trainer coordinator_host coordinator_guest coordinator",
        elsewhere="participant_elsewhere trainer_elsewhere coordinator_guest coordinator",
    ),
    "runs": _rows(here="trainer coordinator", elsewhere="trainer_elsewhere coordinator"),
    "hosts": _rows(here="coordinator_host coordinator", elsewhere="coordinator_guest coordinator"),
    "coordinates": _rows(
        here="coordinator_host coordinator_guest coordinator", elsewhere="coordinator_guest coordinator"
    ),
    "reads people": _rows(
        here="trainer coordinator_host coordinator_guest coordinator",
        elsewhere="trainer_elsewhere coordinator_guest coordinator",
    ),
    "reads ratings": _rows(
        here="trainer coordinator_host coordinator_guest coordinator",
        elsewhere="trainer_elsewhere coordinator_guest coordinator",
    ),
    "takes part": _rows(here="participant guest", elsewhere="participant_elsewhere"),
    "has a row": _rows(here="participant guest waiting withdrawn", elsewhere="participant_elsewhere"),
    "joins": _rows(
        here="participant guest presenter trainer coordinator",
        elsewhere="participant_elsewhere trainer_elsewhere coordinator",
    ),
    # --- what hangs on one seat ---
    "own seat": _rows(here="participant", guest="guest", elsewhere="participant_elsewhere"),
    "runs its training": _rows(
        here="trainer coordinator", guest="trainer coordinator", elsewhere="trainer_elsewhere coordinator"
    ),
    "knows its training": _rows(
        here="participant guest waiting presenter trainer coordinator_host coordinator_guest coordinator",
        guest="participant guest waiting presenter trainer coordinator_host coordinator_guest coordinator",
        elsewhere="participant_elsewhere trainer_elsewhere coordinator_guest coordinator",
    ),
    "knows the training": _rows(
        here="participant guest waiting presenter trainer coordinator_host coordinator_guest coordinator",
        guest="participant guest waiting presenter trainer coordinator_host coordinator_guest coordinator",
        elsewhere="participant_elsewhere trainer_elsewhere coordinator_guest coordinator",
        # A seat of another training under the address of this one.
        nowhere="participant guest waiting presenter coordinator_host coordinator_guest",
    ),
    "reads the seat": _rows(
        here="participant trainer coordinator_host coordinator",
        guest="guest trainer coordinator_guest coordinator",
        elsewhere="participant_elsewhere trainer_elsewhere coordinator_guest coordinator",
    ),
    "own copy": _rows(here="participant"),
    # --- courses and tools: the team reads what is published, editors also what is not ---
    "reads the course": _rows(
        here=f"{TEAM} participant guest presenter",
        elsewhere=f"{TEAM} participant_elsewhere",
        open=f"{TEAM} {OFFICERS}",
        draft="editor",
    ),
    "has the lesson": _rows(
        here=f"{TEAM} participant guest", elsewhere=f"{TEAM} participant_elsewhere", open=TEAM, draft="editor"
    ),
    "sees the tool": _rows(here=f"{TEAM} {OFFICERS}", draft="editor"),
    "edits": _rows(here="editor", draft="editor"),
    # --- lists of people: whose import, whose country ---
    "own list": _rows(
        here="coordinator_host coordinator",
        guest="coordinator_guest coordinator",
        everybody="coordinator",
        elsewhere="coordinator_guest coordinator",
    ),
    "knows, as no coordinator": _rows(
        here="participant guest waiting presenter trainer",
        guest="participant guest waiting presenter trainer",
        everybody="participant guest waiting presenter trainer",
        elsewhere="participant_elsewhere trainer_elsewhere",
        nowhere="participant guest waiting presenter trainer",
    ),
    # --- rooms: a session's, and a private talk of two ---
    "in the room": _rows(
        here="participant guest presenter trainer coordinator",
        elsewhere="participant_elsewhere trainer_elsewhere coordinator",
        talk="member participant_elsewhere",
    ),
    "presents in it": _rows(here="presenter trainer coordinator", elsewhere="trainer_elsewhere coordinator"),
    "moderates it": _rows(here="trainer coordinator", elsewhere="trainer_elsewhere coordinator"),
    # --- officers ---
    "finds her": _rows(
        member="participant guest participant_elsewhere waiting presenter desk",
        guest="member participant participant_elsewhere waiting withdrawn presenter desk",
        # She has blocked the member.
        withdrawn="participant guest participant_elsewhere waiting presenter desk",
    ),
    "was asked": _rows(here="participant", elsewhere="participant_elsewhere"),
    "asked": _rows(here="guest", elsewhere="waiting"),
    "talks": _rows(here="member participant_elsewhere"),
    "moderates": _rows(here="administrator protection"),
    # --- joining ---
    "reviews it": _rows(here="reviewer reviewer_host", elsewhere="reviewer"),
    "is asked for her opinion": _rows(here="coordinator_host coordinator", elsewhere="coordinator_guest coordinator"),
    "keeps the membership": _rows(here="reviewer reviewer_host administrator", elsewhere="reviewer administrator"),
    "own membership": {"": _who("member guest")},
    # --- data requests ---
    "own request": _rows(here="member", elsewhere="guest"),
    "reads the request": _rows(here="protection administrator", elsewhere="protection administrator"),
    "answers the request": _rows(here="protection", elsewhere="protection"),
    # Of whoever can log in a copy is made anew at the desk, but not fetched there.
    "fetches the copy": _rows(here="protection"),
    "has a copy made": _rows(here="protection", elsewhere="protection"),
    # --- accounts ---
    "looks after it": _rows(here="administrator", elsewhere="administrator", own="administrator"),
    # --- the audit ---
    "reads the entry": _rows(here="auditor administrator", alarm="auditor administrator"),
    "opens its values": _rows(here="administrator", alarm="administrator"),
    "opens lists": _rows(alarm="administrator"),
    "knows the alarm": _rows(alarm="auditor"),
    # --- known or not, whoever asks ---
    "a real link": {"here": EVERYBODY},
    "a real file": {"csv": SIGNED_IN, "xlsx": SIGNED_IN},
    "nobody": {},
}
# Names for ``role=`` and for pages that are about no row.
ROLES: dict[str, frozenset[str]] = {
    "reviews": _who("reviewer reviewer_host reviewer_other"),
    "keeps memberships": _who("reviewer reviewer_host reviewer_other administrator"),
    "coordinates somewhere": _who("coordinator_host coordinator_guest coordinator_other coordinator"),
    "meets officers": _who(OFFICERS),
    "moderates officers": _who("administrator protection"),
    "reads requests": _who("protection administrator"),
    "answers requests": _who("protection"),
    "reads the audit": _who("auditor administrator"),
    "runs accounts": _who("administrator"),
}


@dataclass(frozen=True)
class May:
    """Who gets in, with the statuses that an answer to GET may have; ``led`` are led on to a page that they may see."""

    who: str
    knows: str = ""
    role: str = ""
    led: str = ""
    gives: tuple[int, ...] = (200,)


def may(who: str, *, knows: str = "", role: str = "", led: str = "") -> May:
    """See the top of the file."""
    return May(who, knows, role, led)


def leads(who: str = "*") -> May:
    """Who gets in is led on to another page."""
    return May(who, gives=(302,))


ANY, ALL = May("*"), May("**")


@dataclass(frozen=True)
class Page:
    """One address: ``about`` is the kind of thing in it; ``again`` the verbs that ask for a fresh log-in."""

    name: str
    about: str = ""
    get: May | None = None
    post: May | None = None
    public: bool = False
    again: str = ""
    # Pages of allauth: which of them a person has depends on her account; that strangers have none does not.
    loose: bool = False


def page(name: str, about: str = "", **verbs: May | str | bool) -> Page:
    return Page(name, about, **verbs)  # type: ignore[arg-type]


def public(name: str, about: str = "", *, get: May | None = ALL, post: May | None = None, loose: bool = False) -> Page:
    return Page(name, about, get, post, public=True, loose=loose)


def account(name: str, about: str = "", *, again: str = "") -> Page:
    return Page(name, about, ANY, ANY, again=again, loose=True)


def entrance(name: str, about: str = "") -> Page:
    return Page(name, about, ALL, ALL, public=True, loose=True)


RUN = may("runs", knows="knows")
COORDINATE = may("coordinates", knows="knows")
OWN = may("own seat")
LIST = may("own list", knows="knows, as no coordinator")
MEET = may("*", role="meets officers")

TABLE: tuple[Page, ...] = (
    # --- the front ---
    public("root", get=leads("**")),
    public("live"),
    public("ready"),
    public("parts", get=may("nobody")),
    public("demo:mail", get=may("nobody")),
    public("demo:mail_one", "word", get=may("nobody")),
    public("portal:home", post=None),
    page("portal:training", "training", get=may("knows")),
    page("portal:certificate_card", "training", get=may("takes part")),
    page("reports:countries", get=may("coordinates somewhere")),
    # --- courses ---
    page("courses:list", get=ANY),
    page("courses:course", "course", get=may("reads the course")),
    page("courses:start", "course", post=may("reads the course")),
    page("courses:lesson", "lesson", get=may("has the lesson", led="reads the course")),
    page("courses:lesson_complete", "lesson", post=may("reads the course")),
    page("courses:lesson_opened", "lesson", post=may("reads the course")),
    # --- trainings and their people ---
    page("courses:trainings", get=ANY),
    page(
        "courses:training_new",
        get=may("*", role="coordinates somewhere"),
        post=may("*", role="coordinates somewhere"),
    ),
    page("courses:training_edit", "training", get=may("hosts", knows="knows"), post=may("hosts", knows="knows")),
    page(
        "courses:training_cancel",
        "training",
        get=may("hosts", knows="knows"),
        post=may("hosts", knows="knows"),
        again="GET POST",
    ),
    page("courses:accept", "training", post=may("has a row")),
    page("courses:decline", "training", post=may("has a row")),
    page("courses:people", "training", get=may("reads people", knows="knows")),
    page("courses:invite", "training", post=COORDINATE),
    page("courses:withdraw", "training", post=COORDINATE),
    page("courses:roster", "training", get=COORDINATE, post=COORDINATE),
    page("courses:roster_columns", "import", get=LIST, post=LIST),
    page("courses:roster_check", "import", get=LIST),
    page("courses:roster_choose", "import", post=LIST),
    page("courses:roster_line", "import row", get=LIST, post=LIST),
    page("courses:roster_repair", "import", get=LIST, again="GET"),
    page("courses:roster_done", "applied", get=LIST),
    page("courses:roster_undo", "applied", post=LIST, again="POST"),
    public("courses:invitation", "invitation", get=may("a real link"), post=may("a real link")),
    # --- sessions ---
    page("sessions:agenda", "training", get=may("knows")),
    page("sessions:make", "training", post=RUN),
    page("sessions:add", "training", get=RUN, post=RUN),
    page("sessions:series", "training", get=RUN, post=RUN),
    page("sessions:download", "training", get=may("knows")),
    page("sessions:register", "training", get=may("reads people", knows="knows")),
    page("sessions:sheet", "training", get=may("reads people", knows="knows")),
    page("sessions:register_export", "register file", get=may("reads people", knows="knows"), again="GET"),
    page("sessions:mark", "training", post=RUN),
    page("sessions:session", "session", get=leads("knows")),
    page("sessions:move", "session", get=RUN, post=RUN),
    page("sessions:place", "session", get=RUN, post=RUN),
    page("sessions:cancel", "session", get=RUN, post=RUN),
    page("sessions:code", "session", get=RUN),
    page("sessions:checked_in", "session", get=may("takes part")),
    page("sessions:room", "session", get=may("joins")),
    page("sessions:live", get=May("*", gives=(200, 302))),
    page("sessions:check_in", get=ANY, post=ANY),
    page("sessions:calendar", get=ANY),
    page("sessions:new_calendar", post=ANY),
    page("sessions:revoke_calendar", post=ANY),
    public("calendars:feed", "calendar", get=may("a real link")),
    public("calendars:check_in", get=leads("**")),
    # --- rooms ---
    page("rooms:room", "room", get=may("in the room")),
    page("rooms:screen", "room", get=may("presents in it")),
    page("rooms:state", "room", get=may("in the room")),
    page("rooms:events", "room", get=may("in the room")),
    page("rooms:people", "room", get=may("in the room")),
    page("rooms:send", "room", post=may("in the room")),
    page("rooms:export_csv", "room", get=may("moderates it"), again="GET"),
    page("rooms:export_text", "room", get=may("moderates it"), again="GET"),
    # --- tests: an attempt is its taker's alone; who runs the training sees results ---
    page("assessments:start", "test", get=may("takes part"), post=may("takes part")),
    page("assessments:attempt", "attempt", get=OWN, post=OWN),
    page("assessments:question", "question", get=OWN, post=OWN),
    page("assessments:overview", "attempt", get=OWN),
    page("assessments:save", "attempt", post=OWN),
    page("assessments:clock", "attempt", get=OWN),
    page("assessments:hand_in", "attempt", post=OWN),
    page("assessments:result", "result", get=OWN),
    page("assessments:extra_time", "attempt", post=may("runs its training", knows="knows its training")),
    page("assessments:training_results", "training", get=may("reads people", knows="knows")),
    # --- ratings ---
    page("feedback:form", "round", get=may("takes part"), post=may("takes part")),
    page("feedback:thanks", "round", get=may("takes part")),
    page("feedback:summary", "training", get=may("reads ratings")),
    # --- certificates ---
    page("certificates:list", get=ANY),
    page("certificates:certificate", "certificate", get=may("runs its training", knows="reads the seat")),
    page("certificates:download", "certificate", get=may("reads the seat")),
    page("certificates:replace", "certificate", post=may("runs its training", knows="reads the seat"), again="POST"),
    page("certificates:revoke", "certificate", post=may("runs its training", knows="reads the seat"), again="POST"),
    page("certificates:training", "training", get=RUN),
    page("certificates:issue_all", "training", get=RUN, post=RUN, again="GET POST"),
    page(
        "certificates:issue_one",
        "seat",
        post=may("runs its training", knows="knows the training"),
        again="POST",
    ),
    page("certificates:archive", "training", get=RUN, again="GET"),
    page("certificates:rules", "training", get=RUN, post=RUN, again="GET POST"),
    public("certificates:check", post=ALL),
    public("certificates:verify", "code", get=may("a real link"), post=may("a real link")),
    public("verify", "code", get=leads("**")),
    # --- tools and toolkit ---
    page("catalogue:list", get=ANY),
    page("catalogue:compare", get=ANY),
    page("catalogue:export", "form", get=may("a real file")),
    page("catalogue:tool", "tool", get=may("sees the tool")),
    page("catalogue:publish", "tool", post=may("edits", knows="sees the tool")),
    page("toolkit:home", get=ANY),
    page("toolkit:principle", "principle", get=may("sees the tool")),
    # --- people ---
    page("people:profile", get=ANY, post=ANY),
    page("people:accept", get=May("*", gives=(200, 302)), post=ANY),
    public("people:language", get=None, post=ALL),
    public("people:agreement", "agreement", get=may("a real link")),
    public("people:agreement_version", "agreement version", get=may("nobody")),
    page("people:accounts", get=may("*", role="runs accounts")),
    page(
        "people:account",
        "account",
        get=may("looks after it", role="runs accounts"),
        post=may("looks after it", role="runs accounts"),
        again="POST",
    ),
    page("people:terms", get=may("*", role="runs accounts")),
    page(
        "people:terms_new",
        "agreement",
        get=may("a real link", role="runs accounts"),
        post=may("a real link", role="runs accounts"),
        again="GET POST",
    ),
    # --- joining ---
    public("joining:start", post=ALL),
    public("joining:sent"),
    public("joining:confirm", "confirm link", get=may("a real link"), post=may("a real link")),
    public("joining:form", "step", get=leads("**"), post=ALL),
    public("joining:summary", get=leads("**"), post=ALL),
    public("joining:mine", get=leads("**"), post=ALL),
    public("joining:status", "status link", get=may("a real link"), post=may("a real link")),
    public("joining:leave", get=None, post=ALL),
    public("joining:supervisor", "supervisor link", get=may("a real link"), post=may("a real link")),
    public("joining:reconfirm", "reconfirm link", get=may("a real link"), post=may("a real link")),
    public("joining:welcome", "welcome link", get=may("a real link"), post=may("a real link")),
    page("joining:membership", get=may("own membership"), post=may("own membership")),
    page("joining:members", get=may("*", role="keeps memberships")),
    page(
        "joining:member",
        "membership",
        get=may("keeps the membership", role="keeps memberships"),
        post=may("keeps the membership", role="keeps memberships"),
    ),
    page("joining:queue", get=may("*", role="reviews")),
    page(
        "joining:application",
        "application",
        get=may("reviews it", role="reviews"),
        post=may("reviews it", role="reviews"),
    ),
    page(
        "joining:opinion",
        "application",
        get=may("is asked for her opinion", role="coordinates somewhere"),
        post=may("is asked for her opinion", role="coordinates somewhere"),
    ),
    # --- meet other officers ---
    page("officers:list", get=MEET),
    page("officers:edit", get=MEET, post=MEET),
    page("officers:preview", post=MEET),
    page(
        "officers:profile",
        "listing",
        get=may("finds her", role="meets officers"),
        post=may("finds her", role="meets officers"),
    ),
    page("officers:requests", get=MEET),
    page("officers:accept", "request", post=may("was asked", role="meets officers")),
    page("officers:decline", "request", post=may("was asked", role="meets officers")),
    page("officers:withdraw", "request", post=may("asked", role="meets officers")),
    page("officers:conversation", "talk", get=may("talks", role="meets officers")),
    # Taking back a block that is not one's own changes nothing and says nothing else.
    page("officers:unblock", "block", post=may("*", role="meets officers")),
    page(
        "officers:block",
        "subject",
        get=may("finds her", role="meets officers"),
        post=may("finds her", role="meets officers"),
    ),
    page(
        "officers:report",
        "subject",
        get=may("finds her", role="meets officers"),
        post=may("finds her", role="meets officers"),
    ),
    page("officers:moderation", get=may("*", role="moderates officers")),
    page(
        "officers:report_case",
        "report",
        get=may("moderates", role="moderates officers"),
        post=may("moderates", role="moderates officers"),
        again="GET POST",
    ),
    page("officers:let_back", "held", post=may("moderates", role="moderates officers")),
    # --- data ---
    page("privacy:mine", get=ANY),
    page("privacy:export", post=ANY, again="POST"),
    page("privacy:download", "copy", get=may("own copy"), again="GET"),
    page("privacy:correct", get=ANY, post=ANY, again="GET POST"),
    page("privacy:erase", get=ANY, post=ANY, again="GET POST"),
    page("privacy:withdraw", "data request", post=may("own request")),
    page("privacy:email", get=ANY, post=ANY, again="GET POST"),
    public("privacy:email_confirm", "address link", get=may("a real link"), post=may("a real link")),
    public("privacy:email_undo", "undo link", get=may("a real link"), post=may("a real link")),
    page("audit:log", get=may("*", role="reads the audit")),
    page("audit:export", "form", get=may("a real file", role="reads the audit"), again="GET"),
    page("audit:entry", "audit entry", get=may("reads the entry", role="reads the audit")),
    page(
        "audit:values",
        "audit entry",
        post=may("opens its values", knows="reads the entry", role="reads the audit"),
        again="POST",
    ),
    page(
        "audit:open_lists",
        "audit entry",
        post=may("opens lists", knows="knows the alarm", role="reads the audit"),
        again="POST",
    ),
    page("privacy:requests", get=may("*", role="reads requests")),
    page("privacy:retention", get=may("*", role="reads requests")),
    page("privacy:request", "data request", get=may("reads the request", role="reads requests")),
    page("privacy:settle", "data request", post=may("answers the request", role="answers requests"), again="POST"),
    page("privacy:refuse", "data request", post=may("answers the request", role="answers requests"), again="POST"),
    page(
        "privacy:open_request",
        get=may("*", role="answers requests"),
        post=may("*", role="answers requests"),
        again="GET POST",
    ),
    page(
        "privacy:copy",
        "copy for a closed account",
        get=may("fetches the copy", role="answers requests"),
        post=may("has a copy made", role="answers requests"),
        again="GET POST",
    ),
    page("privacy:erase_now", "erasure", post=may("answers the request", role="answers requests"), again="POST"),
    page("privacy:take_back", "erasure", post=may("answers the request", role="answers requests"), again="POST"),
    page(
        "privacy:merge",
        get=may("*", role="reads requests"),
        post=may("*", role="reads requests"),
        again="GET POST",
    ),
    page(
        "privacy:merge_preview",
        "merge",
        get=may("reads the request", role="reads requests"),
        post=may("reads the request", role="reads requests"),
        again="GET POST",
    ),
    # --- the way in, and one's own account (allauth) ---
    entrance("account_login"),
    entrance("account_logout"),
    entrance("account_inactive"),
    entrance("account_signup"),
    entrance("account_reset_password"),
    entrance("account_reset_password_done"),
    entrance("account_reset_password_from_key", "reset"),
    entrance("account_reset_password_from_key_done"),
    entrance("account_confirm_email", "word"),
    entrance("account_email_verification_sent"),
    entrance("account_confirm_login_code"),
    entrance("mfa_authenticate"),
    entrance("mfa_login_webauthn"),
    account("account_email"),
    account("account_reauthenticate"),
    account("account_change_password"),
    account("account_set_password", again="GET POST"),
    account("mfa_index"),
    account("mfa_reauthenticate"),
    account("mfa_activate_totp"),
    account("mfa_deactivate_totp"),
    account("mfa_view_recovery_codes"),
    account("mfa_generate_recovery_codes"),
    account("mfa_download_recovery_codes"),
    account("mfa_list_webauthn"),
    account("mfa_add_webauthn"),
    account("mfa_reauthenticate_webauthn"),
    account("mfa_remove_webauthn", "number"),
    account("mfa_edit_webauthn", "number"),
    account("usersessions_list"),
)
BY_NAME = {one.name: one for one in TABLE}
PUBLIC = {one.name for one in TABLE if one.public}
