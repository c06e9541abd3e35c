"""The table of pages: every page that a person can reach, also those that need a state.

It is looked at by ``make screenshots``, by axe, and by the budget of a first visit. One line a page: its name in
the picture's file, the name of its address, who looks, and what stands in the address; where a page appears only
after a press, also that press. Put a new page here when it is made (``tests/architecture/test_pages.py`` asks).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from playwright.sync_api import Page as Tab

NOBODY = ""
PARTICIPANT = "participant@demo.example"
GRADUATE = "graduate@demo.example"
TRAINER = "trainer@demo.example"
COORDINATOR = "coordinator@demo.example"
PROTECTOR = "protection@demo.example"
ADMINISTRATOR = "admin@demo.example"
REVIEWER = "reviewer@demo.example"
SECOND_REVIEWER = "reviewer.second@demo.example"
FOCAL_POINT = "coordinator.zw@demo.example"
MEMBER = "member@demo.example"
# Devices of officers who have no account yet (``joining.py``): one has begun, one is done but has not sent it.
HALF, FULL = "applicant:m.diouf@police.example", "applicant:maria.fernandez@freemail.example"
QUESTIONED, QUESTIONED_DEVICE = "d.akhmetov@mvd.kz.example", "applicant:d.akhmetov@mvd.kz.example"
SENT, WEBMAIL = "aissatou.sow@police.example", "hatem.jaziri@freemail.example"
# People of ``states.py``, which says what each of them is in the middle of.
NEWCOMER = "newcomer@demo.example"
OFFICER = "officer@demo.example"
DONE = "done@demo.example"
PASSED = "passed@demo.example"
FAILED = "failed@demo.example"
OFFERED = "offered@demo.example"
WAITING = "waiting@demo.example"
SECURED = "secured@demo.example"
ASKED = "asked@demo.example"
PASSWORD = "safer-children-demo"
WITHDRAWN = "withdrawn@demo.example"
LANGUAGES = ("en", "ar", "zh-hans", "fr", "ru", "es")


@dataclass(frozen=True)
class Page:
    """A page: ``arguments`` are values of the address, or functions that find them in the world.

    ``then`` is done by the browser once the address is open; ``main`` pages are pictured in every language.
    """

    name: str
    address: str
    login: str = NOBODY
    arguments: tuple[Any, ...] = ()
    query: str | Callable[[], Any] = ""
    then: Callable[[Tab], None] | None = None
    status: int = 200
    main: bool = False


def first(model: str, attribute: str, order: str = "pk", **filters: Any) -> Callable[[], Any]:
    """Finds ``attribute`` of the first row of ``model``; ``None`` if the world has no such row."""

    def find() -> Any:
        kind: type[Model] = apps.get_model(model)
        return kind._default_manager.filter(**filters).order_by(order).values_list(attribute, flat=True).first()

    return find


def state(name: str, **words: Any) -> Callable[[], Any]:
    """What the function ``name`` of ``states.py`` finds; that module cannot be read outside of Django."""

    def find() -> Any:
        from tests.browser import states

        return getattr(states, name)(**words)

    return find


def joining(name: str, *given: Any, **words: Any) -> Callable[[], Any]:
    """What the function ``name`` of ``joining.py`` makes: the token of a link, most often."""

    def find() -> Any:
        from tests.browser import joining as module

        return getattr(module, name)(*given, **words)

    return find


def mailed(kind: str, email: str, **words: Any) -> tuple[Any, ...]:
    """The arguments of a page behind a mailed link about the application of ``email``."""
    return (joining("link", kind, email, **words),)


def application(email: str) -> Callable[[], Any]:
    return first("joining.Application", "uid", "-pk", email=email)


def press(selector: str, *, stays: bool = False, **typed: str) -> Callable[[Tab], None]:
    """Types into the fields named and presses ``selector``; unless it ``stays``, another page opens."""

    def do(tab: Tab) -> None:
        for name, text in typed.items():
            tab.fill(f"[name={name}]", text)
        if stays:
            # On a wide screen all parts of a room stand side by side, and there is nothing to press.
            tab.locator(selector).first.dispatch_event("click")
            return
        with tab.expect_navigation():
            tab.locator(selector).first.click()

    return do


def decline_without_a_reason(tab: Tab) -> None:
    """What a reviewer sees who presses too early."""
    tab.locator("details:has(button[value=decline]) summary").click()
    with tab.expect_navigation():
        tab.locator("button[value=decline]").click()


def attempt(email: str, purpose: str = "pre") -> Callable[[], Any]:
    return first("assessments.Attempt", "pk", "-pk", enrolment__person__email=email, lesson__purpose=purpose)


def question(kind: str) -> Callable[[], Any]:
    """The place of the last question of that kind in the open test of ``OFFICER``."""
    return first(
        "assessments.Answer", "position", "-position", attempt__enrolment__person__email=OFFICER,
        attempt__lesson__purpose="pre", question__polymorphic_ctype__model=kind,
    )  # fmt: skip


def session(order: str = "pk", **filters: Any) -> Callable[[], Any]:
    return first("training_sessions.TrainingSession", "pk", order, **{"training__slug": "states-now"} | filters)


def survey(order: str = "pk", **filters: Any) -> Callable[[], Any]:
    return first("feedback.SurveyRound", "pk", order, **{"training__slug": "states-now"} | filters)


def certificate(attribute: str, status: str, slug: str = "harare-2023") -> Callable[[], Any]:
    return first("certificates.Certificate", attribute, "-pk", status=status, enrolment__training__slug=slug)


def roster(name: str, **filters: Any) -> Callable[[], Any]:
    return first("courses.RosterImport", "pk", "-pk", file_name__startswith=name, **filters)


LOG_IN = "form:has([name=password]) button[type=submit]"
CHECKED_IN = first("training_sessions.Attendance", "session", enrolment__person__email=OFFICER, source="code")
TODAY, NOW, OVER, AHEAD = "today", "states-now", "states-over", "lima-ahead"
COURSE, OPEN_COURSE = "two-day", "first-look"
SESSION = first("training_sessions.TrainingSession", "pk", training__slug=TODAY)
# The room in which most was said.
LIVE = first("rooms.Room", "pk", "-last_number")
LIVE_SESSION = first("training_sessions.TrainingSession", "pk", "-room__last_number", room__isnull=False)
TEST = first("assessments.AssessmentLesson", "pk", slug="pre-test")
LESSON = first("courses.Lesson", "pk", module__course__slug=COURSE)
CHECKED = roster("Nominations")
NEW_KEY = state("new_key")
COLLEAGUE = first("officers.Listing", "uid", seen__country="KE")

PAGES = [
    # Before one is in.
    Page("landing", "portal:home", main=True),
    Page("login", "account_login", main=True),
    Page(
        "login-wrong",
        "account_login",
        then=press(LOG_IN, login="nobody@demo.example", password="not the one"),
    ),
    Page(
        "login-code",
        "account_login",
        then=press(LOG_IN, login=SECURED, password=PASSWORD),
    ),
    Page("cannot-log-in", "account_reset_password"),
    Page("reset-sent", "account_reset_password_done"),
    Page("reset", "account_reset_password_from_key", arguments=(state("reset_uid"), state("reset_key"))),
    Page("reset-broken", "account_reset_password_from_key", arguments=("1", "not-a-key")),
    Page("reset-done", "account_reset_password_from_key_done"),
    Page("inactive", "account_inactive"),
    Page("sign-up", "account_signup"),
    Page("confirm-sent", "account_email_verification_sent"),
    Page("confirm-address", "account_confirm_email", arguments=(NEW_KEY,)),
    Page("confirm-address-broken", "account_confirm_email", arguments=("not-a-key",)),
    Page("invitation", "courses:invitation", arguments=(state("invitation"),)),
    Page("invitation-expired", "courses:invitation", arguments=(state("invitation", days_old=8),), status=410),
    Page("invitation-unknown", "courses:invitation", arguments=("not-a-token",), status=404),
    Page("invitation-other", "courses:invitation", NEWCOMER, (state("invitation"),)),
    Page("agreement-terms", "people:agreement", arguments=("terms",), main=True),
    Page("agreement-data", "people:agreement", arguments=("data-protection",)),
    Page("agreement-version", "people:agreement_version", PARTICIPANT, ("terms", "1.0")),
    Page("agreements-accept", "people:accept", ASKED, main=True),
    Page("check", "certificates:check", main=True),
    Page("verify-valid", "certificates:verify", arguments=(certificate("code", "valid", "singapore-2023"),), main=True),
    Page(
        "verify-name",
        "certificates:verify",
        arguments=(certificate("code", "valid", "singapore-2023"),),
        then=press("form:has([name=name]) button", name="Somebody Else"),
    ),
    Page("verify-replaced", "certificates:verify", arguments=(certificate("code", "replaced"),)),
    Page("verify-withdrawn", "certificates:verify", arguments=(certificate("code", "revoked"),)),
    Page("verify-unknown", "certificates:verify", arguments=("ABCD2345EFGH",), status=404),
    # Who asks to join.
    Page("join", "joining:start", main=True),
    Page("join-wrong", "joining:start", then=press("main form .btn-primary", email="not an address")),
    Page("join-sent", "joining:sent"),
    Page(
        "join-confirm",
        "joining:confirm",
        arguments=mailed("confirm", "unconfirmed.applicant@police.example"),
    ),
    Page(
        "join-link-used",
        "joining:confirm",
        arguments=mailed("confirm", SENT, is_used=True),
        status=410,
    ),
    Page("join-link-unknown", "joining:confirm", arguments=("unknown",), status=404),
    Page("join-you", "joining:form", FULL, ("you",), main=True),
    Page("join-post", "joining:form", FULL, ("post",)),
    Page("join-post-wrong", "joining:form", HALF, ("post",), then=press("button[form=step]")),
    Page("join-supervisor", "joining:form", FULL, ("supervisor",)),
    Page("join-purpose", "joining:form", FULL, ("purpose",)),
    Page("join-network", "joining:form", FULL, ("network",)),
    Page("join-declarations", "joining:form", HALF, ("declarations",)),
    Page("join-check", "joining:summary", FULL),
    Page("join-check-missing", "joining:summary", HALF),
    Page("join-mine", "joining:mine", QUESTIONED_DEVICE),
    Page("join-draft", "joining:status", arguments=mailed("applicant", "m.diouf@police.example")),
    Page(
        "join-status",
        "joining:status",
        arguments=mailed("applicant", SENT),
        main=True,
    ),
    Page("join-asked", "joining:status", arguments=mailed("applicant", QUESTIONED)),
    Page("join-declined", "joining:status", arguments=mailed("applicant", "contact@gov.example")),
    Page("join-withdrawn", "joining:status", arguments=mailed("applicant", "i.salazar@pdi.cl.example")),
    Page("join-approved", "joining:status", arguments=mailed("applicant", "tan.weiling@spf.sg.example")),
    Page(
        "supervisor",
        "joining:supervisor",
        arguments=mailed("supervisor", "rocio.huaman@pnp.pe.example"),
        main=True,
    ),
    Page(
        "supervisor-answered",
        "joining:supervisor",
        arguments=mailed("supervisor", "w.mwangi@police.ke.example", is_used=True),
        status=410,
    ),
    Page("reconfirm", "joining:reconfirm", arguments=(joining("reconfirm"),)),
    Page("reconfirm-late", "joining:reconfirm", arguments=(joining("reconfirm", "suspended"),)),
    Page("welcome", "joining:welcome", arguments=(joining("welcome"),), main=True),
    Page("welcome-unknown", "joining:welcome", arguments=("unknown",), status=404),
    Page("parts", "parts", main=True),
    Page("mails", "demo:mail"),
    Page("mail", "demo:mail_one", arguments=(state("mail"),)),
    # Somebody who takes part.
    Page("home", "portal:home", PARTICIPANT, main=True),
    Page("home-busy", "portal:home", OFFICER),
    Page("home-new", "portal:home", NEWCOMER),
    Page("home-offer", "portal:home", OFFERED),
    Page("home-waiting", "portal:home", WAITING),
    Page("courses", "courses:list", PARTICIPANT, main=True),
    Page("courses-new", "courses:list", NEWCOMER),
    Page("course", "courses:course", PARTICIPANT, (COURSE,), main=True),
    Page("course-open", "courses:course", NEWCOMER, (OPEN_COURSE,)),
    Page("lesson", "courses:lesson", PARTICIPANT, (COURSE, LESSON), main=True),
    Page("lesson-tools", "courses:lesson", PARTICIPANT, (COURSE, first("catalogue.ToolLesson", "pk"))),
    Page("training", "portal:training", PARTICIPANT, (TODAY,), main=True),
    Page("training-waiting", "portal:training", WAITING, ("states-full",)),
    Page("agenda", "sessions:agenda", PARTICIPANT, (TODAY,), main=True),
    Page("agenda-changed", "sessions:agenda", OFFICER, (NOW,)),
    Page("session", "sessions:session", PARTICIPANT, (SESSION,)),
    Page("room", "sessions:room", PARTICIPANT, (SESSION,), main=True),
    Page("room-full", "sessions:room", OFFICER, (LIVE_SESSION,), main=True),
    Page("room-questions", "sessions:room", OFFICER, (LIVE_SESSION,), then=press("[data-tab=questions]", stays=True)),
    Page("room-poll", "sessions:room", OFFICER, (LIVE_SESSION,), then=press("[data-tab=polls]", stays=True)),
    Page("room-alone", "rooms:room", OFFICER, (LIVE,)),
    Page("check-in", "sessions:check_in", OFFICER),
    Page("check-in-none", "sessions:check_in", NEWCOMER),
    Page("check-in-wrong", "sessions:check_in", OFFICER, query="c=ABCDEF"),
    Page("check-in-confirm", "scan", DONE),
    Page(
        "checked-in",
        "sessions:checked_in",
        OFFICER,
        (first("training_sessions.Attendance", "session", enrolment__person__email=OFFICER, source="code"),),
    ),
    Page("test", "assessments:start", PARTICIPANT, (TEST,), main=True),
    Page("test-go-on", "assessments:start", OFFICER, (TEST,), query=f"training={NOW}"),
    Page("question", "assessments:question", OFFICER, (attempt(OFFICER), question("singlechoicequestion")), main=True),
    Page("question-multiple", "assessments:question", OFFICER, (attempt(OFFICER), question("multiplechoicequestion"))),
    Page("question-true-false", "assessments:question", OFFICER, (attempt(OFFICER, "check"), 1)),
    Page("test-overview", "assessments:overview", OFFICER, (attempt(OFFICER),)),
    Page("result-waiting", "assessments:result", DONE, (attempt(DONE),)),
    Page("result-passed", "assessments:result", PASSED, (attempt(PASSED, "post"),)),
    Page("result-answers", "assessments:result", PASSED, (attempt(PASSED, "post"),), query="show=all"),
    Page("result-failed", "assessments:result", FAILED, (attempt(FAILED, "post"),)),
    Page("feedback", "feedback:form", OFFICER, (survey(),)),
    Page("feedback-answered", "feedback:form", DONE, (survey(),)),
    Page("feedback-closed", "feedback:form", GRADUATE, (survey(training__slug="singapore-2023"),)),
    Page("feedback-training", "feedback:form", PASSED, (survey(training__slug=OVER, session=None),)),
    Page("thanks", "feedback:thanks", OFFICER, (survey(),)),
    Page("thanks-last", "feedback:thanks", GRADUATE, (survey(training__slug="singapore-2023"),)),
    Page("live", "sessions:live", PARTICIPANT),
    Page("live-new", "sessions:live", NEWCOMER),
    Page("live-later", "sessions:live", OFFERED),
    Page("calendar", "sessions:calendar", PARTICIPANT),
    Page("calendar-made", "sessions:calendar", DONE),
    Page("calendar-new", "sessions:calendar", NEWCOMER, then=press("form[action*=calendar] button")),
    Page("tools", "catalogue:list", PARTICIPANT, main=True),
    Page("tools-none", "catalogue:list", PARTICIPANT, query="q=zzzz"),
    Page("tool", "catalogue:tool", PARTICIPANT, (first("catalogue.Tool", "slug"),), main=True),
    Page("tool-long", "catalogue:tool", PARTICIPANT, (state("longest_tool"),)),
    Page("compare", "catalogue:compare", PARTICIPANT, query=state("three_tools")),
    Page("compare-none", "catalogue:compare", PARTICIPANT),
    Page("toolkit", "toolkit:home", PARTICIPANT),
    Page("principle", "toolkit:principle", PARTICIPANT, (first("toolkit.Principle", "slug"),)),
    Page("certificates", "certificates:list", GRADUATE, main=True),
    Page("certificates-new", "certificates:list", NEWCOMER),
    Page("certificates-open", "certificates:list", PASSED),
    Page("certificates-withdrawn", "certificates:list", WITHDRAWN),
    Page("profile", "people:profile", PARTICIPANT, main=True),
    # Meet other officers.
    Page("officers", "officers:list", PARTICIPANT, main=True),
    Page("officer-profile", "officers:profile", PARTICIPANT, (COLLEAGUE,)),
    Page("officer-block", "officers:block", PARTICIPANT, ("profile", COLLEAGUE)),
    Page("officer-tell", "officers:report", PARTICIPANT, ("profile", COLLEAGUE)),
    Page("officer-me", "officers:edit", PARTICIPANT, main=True),
    Page("officer-requests", "officers:requests", PARTICIPANT, main=True),
    Page("officer-talk", "officers:conversation", PARTICIPANT, (first("officers.Conversation", "uid"),)),
    Page("officer-reports", "officers:moderation", "admin@demo.example"),
    Page("officer-report", "officers:report_case", "admin@demo.example", (first("officers.Report", "pk"),)),
    # What is kept about a person, and who answers for it.
    Page("my-data", "privacy:mine", PARTICIPANT, main=True),
    Page("my-data-correct", "privacy:correct", PARTICIPANT),
    Page("my-data-erase", "privacy:erase", PARTICIPANT),
    Page("my-data-email", "privacy:email", PARTICIPANT),
    Page("my-data-link-ended", "privacy:email_confirm", arguments=("unknown",), status=404),
    Page("my-data-undo-ended", "privacy:email_undo", arguments=("unknown",), status=404),
    Page("data-requests", "privacy:requests", PROTECTOR),
    Page("data-request", "privacy:request", PROTECTOR, (first("privacy.DataRequest", "pk"),)),
    Page("data-request-copy", "privacy:request", PROTECTOR, (state("copy_for_closed_account"),)),
    Page("data-request-new", "privacy:open_request", PROTECTOR),
    Page("retention", "privacy:retention", PROTECTOR),
    Page("merge", "privacy:merge", PROTECTOR),
    Page(
        "merge-preview",
        "privacy:merge_preview",
        PROTECTOR,
        (first("people.Person", "pk", email=OFFICER), first("people.Person", "pk", email=DONE)),
    ),
    # Who can log in.
    Page("accounts", "people:accounts", ADMINISTRATOR, main=True),
    Page("accounts-none", "people:accounts", ADMINISTRATOR, query="q=zzzz"),
    Page("account", "people:account", ADMINISTRATOR, (first("people.Person", "pk", email=FOCAL_POINT),), main=True),
    Page("account-secured", "people:account", ADMINISTRATOR, (first("people.Person", "pk", email=SECURED),)),
    Page("account-closed", "people:account", ADMINISTRATOR, (first("people.Person", "pk", is_active=False),)),
    Page("account-own", "people:account", ADMINISTRATOR, (first("people.Person", "pk", email=ADMINISTRATOR),)),
    Page(
        "account-wrong",
        "people:account",
        ADMINISTRATOR,
        (first("people.Person", "pk", email=SECURED),),
        then=press("button[value=close]"),
    ),
    Page("terms", "people:terms", ADMINISTRATOR),
    Page("terms-new", "people:terms_new", ADMINISTRATOR, ("terms",)),
    Page(
        "terms-preview",
        "people:terms_new",
        ADMINISTRATOR,
        ("terms",),
        then=press("button[value=preview]", version="2.0"),
    ),
    # Who did what.
    Page("audit", "audit:log", ADMINISTRATOR, main=True),
    Page("audit-none", "audit:log", ADMINISTRATOR, query="verb=audit.lift_brake&from=2020-01-01&to=2020-01-02"),
    Page("audit-entry", "audit:entry", ADMINISTRATOR, (state("audit_entry"),)),
    Page(
        "audit-values",
        "audit:entry",
        ADMINISTRATOR,
        (state("audit_entry"),),
        then=press("#values button"),
    ),
    Page("lists-closed", "courses:people", "slowed@demo.example", (AHEAD,), status=429),
    # The account.
    Page("security", "mfa_index", PARTICIPANT),
    Page("security-on", "mfa_index", SECURED),
    Page("app-new", "mfa_activate_totp", OFFICER),
    Page("app-off", "mfa_deactivate_totp", SECURED),
    Page("codes", "mfa_view_recovery_codes", SECURED),
    Page("codes-new", "mfa_generate_recovery_codes", SECURED),
    Page("keys", "mfa_list_webauthn", SECURED),
    Page("key-new", "mfa_add_webauthn", SECURED),
    Page("key-name", "mfa_edit_webauthn", SECURED, (state("passkey"),)),
    Page("key-off", "mfa_remove_webauthn", SECURED, (state("passkey"),)),
    Page("prove", "account_reauthenticate", OFFICER),
    Page("prove-code", "mfa_reauthenticate", SECURED),
    Page("prove-key", "mfa_reauthenticate_webauthn", SECURED),
    Page("password", "account_change_password", OFFICER),
    Page(
        "password-wrong",
        "account_change_password",
        OFFICER,
        then=press(
            "form:has([name=oldpassword]) button[type=submit]",
            oldpassword="not this",
            password1="short",
            password2="other",
        ),
    ),
    Page("logged-in", "usersessions_list", PARTICIPANT),
    Page("sign-out", "account_logout", PARTICIPANT),
    # Who runs trainings.
    Page("needs-you", "portal:home", COORDINATOR, main=True),
    Page("trainer-home", "portal:home", TRAINER),
    Page("trainings", "courses:trainings", COORDINATOR, main=True),
    Page("trainings-none", "courses:trainings", COORDINATOR, query="q=zzzz"),
    Page("training-new", "courses:training_new", COORDINATOR),
    Page(
        "training-new-wrong",
        "courses:training_new",
        COORDINATOR,
        then=press("form.form button[type=submit], main form[method=post] .btn-primary", title=""),
    ),
    Page("training-edit", "courses:training_edit", COORDINATOR, (NOW,)),
    Page("training-cancel", "courses:training_cancel", COORDINATOR, (NOW,)),
    Page("training-staff", "portal:training", TRAINER, (TODAY,), main=True),
    Page("training-ahead", "portal:training", COORDINATOR, (AHEAD,)),
    Page("people", "courses:people", COORDINATOR, (NOW,), main=True),
    Page("people-none", "courses:people", COORDINATOR, (AHEAD,)),
    Page("roster", "courses:roster", COORDINATOR, (TODAY,)),
    Page("roster-again", "courses:roster", COORDINATOR, ("states-brought",)),
    Page("roster-wrong", "courses:roster", COORDINATOR, (TODAY,), then=press("main form[method=post] .btn-primary")),
    Page("roster-columns", "courses:roster_columns", COORDINATOR, (AHEAD, roster("lista"))),
    Page("roster-check", "courses:roster_check", COORDINATOR, (AHEAD, CHECKED), main=True),
    Page("roster-errors", "courses:roster_check", COORDINATOR, (AHEAD, CHECKED), query="show=rejected"),
    Page("roster-line", "courses:roster_line", COORDINATOR, (AHEAD, CHECKED, 5)),
    Page(
        "roster-done",
        "courses:roster_done",
        COORDINATOR,
        ("states-brought", roster("nominees", training__slug="states-brought")),
    ),
    Page(
        "roster-undone",
        "courses:roster_done",
        COORDINATOR,
        ("states-taken-back", roster("nominees", training__slug="states-taken-back")),
    ),
    Page("agenda-none", "sessions:agenda", COORDINATOR, (AHEAD,)),
    Page("agenda-edit", "sessions:agenda", TRAINER, (NOW,)),
    Page("session-add", "sessions:add", TRAINER, (NOW,)),
    Page("session-series", "sessions:series", TRAINER, (NOW,)),
    Page("session-move", "sessions:move", TRAINER, (session(),)),
    Page("session-place", "sessions:place", TRAINER, (session(),)),
    Page("session-cancel", "sessions:cancel", TRAINER, (session(),)),
    Page(
        "session-cancel-wrong",
        "sessions:cancel",
        TRAINER,
        (session(),),
        then=press("main form[method=post] button.btn-danger"),
    ),
    Page("register", "sessions:register", TRAINER, (TODAY,), main=True),
    Page("register-now", "sessions:register", TRAINER, (NOW,)),
    Page("register-all", "sessions:register", TRAINER, (NOW,), query="all=1"),
    Page("register-sheet", "sessions:sheet", TRAINER, (NOW,)),
    Page("register-none", "sessions:register", COORDINATOR, (AHEAD,)),
    Page(
        "door-code",
        "sessions:code",
        TRAINER,
        (first("training_sessions.Attendance", "session", enrolment__person__email=OFFICER, source="code"),),
    ),
    Page("door-code-over", "sessions:code", TRAINER, (session(),)),
    Page("room-trainer", "sessions:room", TRAINER, (LIVE_SESSION,), main=True),
    Page("screen", "rooms:screen", TRAINER, (LIVE,), main=True),
    Page("screen-empty", "rooms:screen", TRAINER, (state("quiet_room"),)),
    Page("results", "assessments:training_results", TRAINER, (TODAY,)),
    Page("results-over", "assessments:training_results", TRAINER, (OVER,)),
    Page("feedback-summary", "feedback:summary", TRAINER, (TODAY,)),
    Page("feedback-summary-over", "feedback:summary", TRAINER, ("harare-2023",)),
    Page("certificate", "certificates:certificate", COORDINATOR, (certificate("pk", "valid"),)),
    Page("certificate-withdrawn", "certificates:certificate", COORDINATOR, (certificate("pk", "revoked"),)),
    Page("certificate-replaced", "certificates:certificate", COORDINATOR, (certificate("pk", "replaced"),)),
    Page("training-certificates", "certificates:training", COORDINATOR, (TODAY,)),
    Page("training-certificates-done", "certificates:training", COORDINATOR, ("harare-2023",)),
    Page("certificates-issue", "certificates:issue_all", COORDINATOR, (OVER,)),
    Page("certificate-rules", "certificates:rules", COORDINATOR, (TODAY,)),
    Page("reports", "reports:countries", COORDINATOR, main=True),
    # Who decides about members.
    Page("reviewer-home", "portal:home", REVIEWER),
    Page("applications", "joining:queue", REVIEWER, main=True),
    Page("applications-all", "joining:queue", REVIEWER, query="show=all"),
    Page("applications-none", "joining:queue", REVIEWER, query="show=waiting&mail=free&country=SG"),
    Page("application", "joining:application", REVIEWER, (application("w.mwangi@police.ke.example"),), main=True),
    Page("application-new", "joining:application", REVIEWER, (application(SENT),)),
    Page("application-proposed", "joining:application", REVIEWER, (application(WEBMAIL),)),
    Page(
        "application-own-proposal",
        "joining:application",
        SECOND_REVIEWER,
        (application(WEBMAIL),),
    ),
    Page("application-asked", "joining:application", REVIEWER, (application(QUESTIONED),)),
    Page("application-provider", "joining:application", REVIEWER, (application("sales@sightline-ai.example"),)),
    Page("application-declined", "joining:application", REVIEWER, (application("contact@gov.example"),)),
    Page("application-approved", "joining:application", REVIEWER, (application("tan.weiling@spf.sg.example"),)),
    Page(
        "application-wrong",
        "joining:application",
        REVIEWER,
        (application("k.ncube@police.zw.example"),),
        then=decline_without_a_reason,
    ),
    Page("opinion", "joining:opinion", FOCAL_POINT, (application("k.ncube@police.zw.example"),)),
    Page("memberships", "joining:members", REVIEWER, main=True),
    Page("memberships-asking", "joining:members", REVIEWER, query="state=asking"),
    Page("membership-asks", "joining:member", REVIEWER, (first("joining.Membership", "pk", asks_since__isnull=False),)),
    Page("membership-suspended", "joining:member", REVIEWER, (first("joining.Membership", "pk", state="suspended"),)),
    Page("my-membership", "joining:membership", MEMBER),
    # No.
    Page("trouble-400", "trouble_400", status=400),
    Page("trouble-403", "courses:people", PARTICIPANT, (TODAY,), status=403),
    Page("trouble-404", "portal:training", PARTICIPANT, ("no-such-training",), status=404),
    Page("trouble-csrf", "trouble_csrf", status=403),
    Page("trouble-429", "trouble_429", status=429),
    Page("trouble-500", "trouble_500", status=500),
    Page("trouble-503", "trouble_503", status=503),
]


def resolve(page: Page, language: str) -> str | None:
    """The page's address in ``language``; ``None`` where this installation or this world does not have it."""
    try:
        arguments = [one() if callable(one) else one for one in page.arguments]
        query = page.query() if callable(page.query) else page.query
    except LookupError:
        return None
    if None in arguments or query is None:
        return None
    with translation.override(language):
        try:
            return reverse(page.address, args=arguments) + (f"?{query}" if query else "")
        except NoReverseMatch:
            return None


def show() -> None:
    """Print every page that exists, in every language, as JSON."""
    rows = [
        {"name": page.name, "login": page.login, "language": language, "path": path}
        for page in PAGES
        for language in LANGUAGES
        if (path := resolve(page, language)) is not None
    ]
    print(json.dumps(rows))  # noqa: T201  (read by the process that asked)
