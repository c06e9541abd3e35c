"""The words that the questionnaire offers: what an officer does, her rank, her experience, why she comes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Function(models.TextChoices):
    """What an officer does."""

    INVESTIGATOR = "investigator", _("Investigator")
    FORENSIC_EXAMINER = "forensic_examiner", _("Forensic examiner")
    SENIOR_OFFICIAL = "senior_official", _("Senior police official")
    PROCUREMENT_OFFICER = "procurement_officer", _("Procurement officer")
    IT_EXPERT = "it_expert", _("IT expert")
    VICTIM_IDENTIFICATION = "victim_identification", _("Victim-identification specialist")
    INTELLIGENCE_ANALYST = "intelligence_analyst", _("Intelligence analyst")
    FIRST_RESPONDER = "first_responder", _("First responder")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    JUDGE = "judge", _("Judge")
    LEGAL_ADVISER = "legal_adviser", _("Legal or data-protection adviser")
    POLICY_OFFICER = "policy_officer", _("Policy officer")
    TRAINER = "trainer", pgettext_lazy("function of an officer", "Trainer")
    PSYCHOLOGIST = "psychologist", _("Psychologist or welfare officer")
    LIAISON_OFFICER = "liaison_officer", _("Liaison officer")
    RESEARCHER = "researcher", _("Researcher in a public body")
    OTHER = "other", pgettext_lazy("function of an officer", "Other")


class RankBand(models.TextChoices):
    """Ranks, comparable across countries."""

    ENTRY = "entry", _("Entry level")
    OFFICER = "officer", _("Constable or officer")
    SUPERVISOR = "supervisor", pgettext_lazy("rank", "Supervisor")
    MIDDLE = "middle", _("Middle management")
    SENIOR = "senior", _("Senior command")
    EXECUTIVE = "executive", pgettext_lazy("rank", "Executive")
    CIVILIAN = "civilian", _("Civilian staff")


class Experience(models.TextChoices):
    """How far somebody has come with artificial intelligence at work."""

    NONE = "none", _("None so far")
    CURIOUS = "curious", _("I read about it")
    TRIED = "tried", _("I have tried a tool")
    REGULAR = "regular", _("I use tools regularly")
    LEADS = "leads", _("I build tools or lead others in using them")


class TechnicalLevel(models.TextChoices):
    """How technical the courses may be."""

    BASIC = "basic", pgettext_lazy("technical level", "Basic")
    INTERMEDIATE = "intermediate", pgettext_lazy("technical level", "Intermediate")
    ADVANCED = "advanced", pgettext_lazy("technical level", "Advanced")


class Interest(models.TextChoices):
    """What somebody wants to do with the programme, by task and kind of data."""

    IMAGES = "images", _("Images and video")
    TEXT = "text", _("Text and chats")
    SOUND = "sound", _("Voice and sound")
    OPEN_SOURCES = "open_sources", _("Open sources on the internet")
    DARK_WEB = "dark_web", _("Dark web")
    FINANCE = "finance", _("Payments and crypto-assets")
    DEVICES = "devices", _("Seized devices")
    VICTIMS = "victims", _("Finding and identifying victims")
    PRIORITIES = "priorities", _("Setting priorities among many reports")
    PREVENTION = "prevention", _("Prevention")
    WELFARE = "welfare", _("Welfare of officers")
    POLICY = "policy", _("Law, ethics and policy")


class HeardFrom(models.TextChoices):
    """How somebody came to know of the programme."""

    TRAINING = "training", _("A training or workshop")
    COLLEAGUE = "colleague", _("A colleague")
    AGENCY = "agency", _("My agency")
    ORGANISATION = "organisation", _("An international organisation")
    WEB = "web", _("The internet")
    OTHER = "other", pgettext_lazy("how somebody heard of us", "Other")


class Sex(models.TextChoices):
    """Asked for statistics only, and never required."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", pgettext_lazy("sex", "Other")


class ShownField(models.TextChoices):
    """What a member lets other members see of her; nothing unless she says so."""

    NAME = "name", _("My name")
    COUNTRY = "country", _("My country")
    AGENCY = "agency", _("My agency")
    FUNCTION = "function", _("What I do")
    LANGUAGES = "languages", _("The languages I work in")
    TOPICS = "topics", _("The topics I can talk about")


class DeclineCode(models.TextChoices):
    """Why an application was declined; nothing else is told to the applicant."""

    NOT_AUTHORITY = "not_authority", _("The organisation is not a competent authority")
    IDENTITY = "identity", _("The identity could not be confirmed")
    SUPERVISOR = "supervisor", _("The supervisor did not confirm the post")
    DUPLICATE = "duplicate", _("There is an account or application already")
    INCOMPLETE = "incomplete", _("Incomplete after two reminders")
    OTHER = "other", pgettext_lazy("why an application is declined", "Another reason")
