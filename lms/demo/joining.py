"""Officers who ask to join, in every state, so that the reviewer finds a queue worth looking at."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from courses.models import Enrolment, Invitation
from lms.joining import reminders
from lms.joining.actions import apply, decide, memberships
from lms.joining.actions import review as reviewing
from lms.joining.domains import is_webmail
from lms.joining.models import (
    Application,
    ApplicationEvent,
    DomainKind,
    EmailDomain,
    Membership,
    State,
    SupervisorRequest,
)
from lms.joining.models.membership import Origin
from lms.joining.workdays import moment_before
from lms.people.agreements import in_force
from lms.people.models import Person

# Made up, below a name that belongs to nobody (RFC 2606); a real list is entered by the support desk.
DOMAINS = (
    ("police.example", "SN"), ("gov.example", "SN"), ("police.ke.example", "KE"), ("interieur.tn.example", "TN"),
    ("pnp.pe.example", "PE"), ("mvd.kz.example", "KZ"), ("police.zw.example", "ZW"), ("spf.sg.example", "SG"),
    ("mps.vn.example", "VN"), ("pdi.cl.example", "CL"),
)  # fmt: skip
WEBMAIL = ("freemail.example",)
VENDORS = ("sightline-ai.example", "veritas-analytics.example")

# Who, from where, how; the agency's name is never that of a real one.
PEOPLE: tuple[dict[str, Any], ...] = (
    {
        "key": "new", "email": "aissatou.sow@police.example", "given_name": "Aïssatou", "family_name": "Sow",
        "country_id": "SN", "city": "Thiès", "language": "fr", "agency_name": "Police nationale (fictive), Sénégal",
        "unit": "Brigade de protection des mineurs", "function": "investigator", "rank_title": "Inspectrice",
        "purpose": "Apprendre à trier plus vite les signalements que nous recevons chaque semaine.",
    },
    {
        "key": "ready", "email": "w.mwangi@police.ke.example", "given_name": "Wambui", "family_name": "Mwangi",
        "country_id": "KE", "city": "Mombasa", "language": "en", "agency_name": "Coast Police Service (made up)",
        "unit": "Anti-trafficking and child protection", "function": "victim_identification",
        "purpose": "To compare tools for finding victims in large collections, and to train my unit.",
    },
    {
        "key": "webmail", "email": "hatem.jaziri@freemail.example", "given_name": "حاتم", "family_name": "الجزيري",
        "country_id": "TN", "city": "صفاقس", "language": "ar", "agency_name": "الأمن الوطني (اسم مختلق)",
        "unit": "وحدة حماية الأحداث", "function": "forensic_examiner",
        "webmail_reason": "لا تمنح إدارتنا عناوين رسمية إلا لرؤساء الوحدات.",
        "purpose": "أريد أن أتعلم كيف تُفحص الصور بعناية ومن دون المساس بخصوصية الأشخاص.",
    },
    {
        "key": "asked", "email": "rocio.huaman@pnp.pe.example", "given_name": "Rocío", "family_name": "Huamán Torres",
        "country_id": "PE", "city": "Arequipa", "language": "es", "agency_name": "Policía Nacional (ficticia), Perú",
        "unit": "División de delitos informáticos", "function": "intelligence_analyst",
        "purpose": "Conocer herramientas para priorizar denuncias y aprender de otros equipos.",
    },
    {
        "key": "question", "email": "d.akhmetov@mvd.kz.example", "given_name": "Данияр", "family_name": "Ахметов",
        "country_id": "KZ", "city": "Караганда", "language": "ru", "agency_name": "Департамент полиции (вымышленный)",
        "unit": "Отдел по борьбе с киберпреступностью", "function": "it_expert",
        "purpose": "Понять, какие инструменты подходят для работы с изъятыми устройствами.",
    },
    {
        "key": "silent", "email": "pham.thu@mps.vn.example", "given_name": "Phạm", "family_name": "Thị Thu",
        "country_id": "VN", "city": "Đà Nẵng", "language": "en", "agency_name": "Provincial Police (made up)",
        "unit": "Cybercrime", "function": "investigator", "purpose": "Training.",
    },
    {
        "key": "opinion", "email": "k.ncube@police.zw.example", "given_name": "Kudakwashe", "family_name": "Ncube",
        "country_id": "ZW", "city": "Mutare", "language": "en", "agency_name": "Manicaland Police (made up)",
        "unit": "Victim-friendly unit", "function": "first_responder",
        "purpose": "To learn which reports to act on first, and how to keep children safe while we do.",
    },
    {
        "key": "vendor", "email": "sales@sightline-ai.example", "given_name": "Jordan", "family_name": "Blake",
        "country_id": "KE", "city": "Nairobi", "language": "en", "agency_name": "Sightline AI",
        "unit": "Public sector", "function": "other", "function_other": "Account manager",
        "agency_type": "other", "agency_other": "Technology company",
        "purpose": "We would like to present our product to members.",
    },
    {
        "key": "declined", "email": "contact@gov.example", "given_name": "Pape", "family_name": "Gueye",
        "country_id": "SN", "city": "Dakar", "language": "fr", "agency_name": "Bureau de conseil",
        "unit": "Direction", "function": "policy_officer", "purpose": "Suivre les travaux du programme.",
    },
    {
        "key": "approved", "email": "tan.weiling@spf.sg.example", "given_name": "慧玲", "family_name": "陈",
        "country_id": "SG", "city": "新加坡", "language": "zh-hans", "agency_name": "警察部队（虚构）",
        "unit": "重案组", "function": "trainer", "purpose": "为同事准备培训课程。",
    },
    {
        "key": "withdrawn", "email": "i.salazar@pdi.cl.example", "given_name": "Ignacio", "family_name": "Salazar",
        "country_id": "CL", "city": "Valparaíso", "language": "es", "agency_name": "Policía civil (ficticia)",
        "unit": "Brigada del cibercrimen", "function": "senior_official", "purpose": "Evaluar el programa.",
    },
    {
        "key": "draft", "email": "m.diouf@police.example", "given_name": "Mariama", "family_name": "Diouf",
        "country_id": "SN", "city": "Saint-Louis", "language": "fr", "agency_name": "",
        "unit": "", "function": "", "purpose": "",
    },
)  # fmt: skip


def load_joining(*, cast: dict[str, Person]) -> None:
    """Twelve applications, and the memberships of everybody who is here already."""
    if Application.objects.exists():
        return
    load_email_domains()
    load_memberships(cast)
    made = {one["key"]: _sent(one) for one in PEOPLE}
    first, second = cast["reviewer"], cast["reviewer.second"]
    _look_at(made, first, second)
    _age(made)


def load_email_domains() -> None:
    """Domains of made-up authorities and providers."""
    EmailDomain.objects.bulk_create(
        [
            *(EmailDomain(domain=domain, kind=DomainKind.AUTHORITY, country_id=code) for domain, code in DOMAINS),
            *(EmailDomain(domain=domain, kind=DomainKind.WEBMAIL) for domain in WEBMAIL),
            *(EmailDomain(domain=domain, kind=DomainKind.VENDOR) for domain in VENDORS),
        ],
        ignore_conflicts=True,
    )


def load_memberships(cast: dict[str, Person]) -> None:
    """Whoever took part is a member; two must confirm soon, one is suspended, one asks to come back."""
    today = timezone.now().date()
    people = list(
        Person.objects.filter(
            Q(enrolments__in=Enrolment.objects.filter(invitation=Invitation.ACCEPTED))
            | Q(enrolments__state="attended")
            | Q(pk__in=[cast["participant"].pk, cast["member"].pk])
        ).distinct()
    )
    Membership.objects.bulk_create(
        [
            Membership(
                person=one,
                origin=Origin.APPLICATION if one == cast["member"] else Origin.INVITATION,
                confirmed_until=today + dt.timedelta(days=60 + one.pk % 300),
            )
            for one in people
        ],
        ignore_conflicts=True,
    )
    # She finds it on her home page.
    Membership.objects.filter(person=cast["member"]).update(confirmed_until=today + dt.timedelta(days=20), reminded=30)
    spare = [one for one in people if one not in cast.values() and not one.has_usable_password()][:3]
    if len(spare) < 3:
        return
    soon, gone, back = (Membership.objects.get(person=one) for one in spare)
    Membership.objects.filter(pk=soon.pk).update(confirmed_until=today + dt.timedelta(days=12), reminded=30)
    memberships.suspend(membership=gone, reason="Her agency told us that she is under inquiry.", actor=cast["reviewer"])
    Membership.objects.filter(pk=back.pk).update(confirmed_until=today - dt.timedelta(days=20))
    back.refresh_from_db()
    memberships.reconfirm(
        membership=back, serves=True, same_agency=False, new_agency="National Cyber Unit (made up)",
        message="I moved in spring and still work on the same cases.",
    )  # fmt: skip


def _sent(one: dict[str, Any]) -> Application:
    """The application as its applicant left it."""
    now = timezone.now()
    domain = one["email"].rpartition("@")[2].replace(WEBMAIL[0], "interieur.tn.example")
    values = {
        "agency_type": "national_police", "rank_band": "officer", "years_in_field": 6, "telephone": "+000 00 000 000",
        "supervisor_name": "The head of the unit", "supervisor_title": "Head of unit",
        "supervisor_email": f"head@{domain}",
        "supervisor_telephone": "+000 00 000 001", "supervisor_language": one["language"],
        "may_contact_supervisor": True, "experience": "tried", "technical_level": "intermediate",
        "interests": ["images", "priorities", "victims"], "work_languages": [one["language"]],
        "heard_from": "colleague", "serves": True, "keeps_inside": True, "uploads_no_cases": True,
        "accepts_terms": True, "accepts_data_protection": True, "agrees_to_reconfirm": True,
        "agreements": [version.pk for version in in_force()], "agreements_at": now,
        "agreements_language": one["language"],
        **{key: value for key, value in one.items() if key != "key"},
    }  # fmt: skip
    row = Application.objects.create(
        state=State.DRAFT, email_confirmed_at=now, saved_at=now, is_webmail=is_webmail(one["email"]), **values
    )
    if one["key"] != "draft":
        apply.submit(application=row)
        row.refresh_from_db()
    return row


def _look_at(made: dict[str, Application], first: Person, second: Person) -> None:
    """What the two reviewers have done so far; the first reads French and is the one of the cast."""
    for key in ("ready", "asked", "question", "silent", "opinion", "withdrawn"):
        reviewing.take_up(application=made[key], actor=first)
    for key in ("webmail", "declined", "approved"):
        reviewing.take_up(application=made[key], actor=second)
    for key, note in (
        ("ready", "A reliable officer; we are glad that she applies."),
        ("webmail", "نعم، يعمل في وحدتنا منذ ست سنوات."),
        ("approved", ""),
    ):
        request = reviewing.ask_supervisor(application=made[key], actor=second if key != "ready" else first)
        if request.link is not None:
            reviewing.record_supervisor_answer(link=request.link, answer="yes", note=note)
    decide.approve(
        application=made["webmail"], note="Explained well; the supervisor writes from a known domain.", actor=second
    )
    decide.approve(application=made["approved"], actor=second)
    decide.decline(
        application=made["declined"],
        code="not_authority",
        note="A consulting firm that uses a host's domain.",
        actor=second,
    )
    decide.confirm_decision(application=made["declined"], actor=first)
    reviewing.ask_supervisor(application=made["asked"], actor=first)
    reviewing.ask_information(
        application=made["question"],
        actor=first,
        question="В каком отделе вы служите сейчас: в городском или областном?",
    )
    reviewing.ask_information(
        application=made["silent"], actor=first, question="Please describe your tasks: one word is not enough for us."
    )
    reviewing.ask_opinion(application=made["opinion"], actor=first)
    apply.withdraw(application=made["withdrawn"])


def _age(made: dict[str, Application]) -> None:
    """Move everything back in time by working days, as if the officers had written on different days."""
    now = timezone.now()
    days = {
        "new": 1, "ready": 9, "webmail": 6, "asked": 5, "question": 7, "silent": 14, "opinion": 4, "vendor": 2,
        "declined": 12, "approved": 11, "withdrawn": 8, "draft": 3,
    }  # fmt: skip
    for key, back in days.items():
        row = made[key]
        row.refresh_from_db()
        sent = moment_before(now, back)
        # A Friday, not the weekend: the number of working days is the same.
        sent -= dt.timedelta(days=max(sent.weekday() - 4, 0))
        values: dict[str, Any] = {"email_confirmed_at": sent, "saved_at": sent}
        if row.submitted_at:
            values["submitted_at"] = sent
        if row.decided_at:
            values["decided_at"] = moment_before(now, max(back - 7, 1))
        if row.asked_at:
            values["asked_at"] = moment_before(now, reminders.INCOMPLETE_AFTER + 1 if key == "silent" else 4)
            values["asked_reminders"] = 2 if key == "silent" else 1
        Application.objects.filter(pk=row.pk).update(**values)
        SupervisorRequest.objects.filter(application=row).update(asked_at=moment_before(now, max(back - 1, 0)))
        for number, event in enumerate(ApplicationEvent.objects.filter(application=row)):
            at = sent + dt.timedelta(hours=3 * number + 1)
            ApplicationEvent.objects.filter(pk=event.pk).update(at=min(at, now))
