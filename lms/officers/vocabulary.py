"""The words that officers choose from: functions, AI experience, topics, reasons for a report."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Function(models.TextChoices):
    """What an officer does, as the membership questionnaire lists it."""

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


class Experience(models.TextChoices):
    """How far an officer has come with AI."""

    NONE = "none", _("No experience with AI yet")
    CURIOUS = "curious", _("Curious about AI")
    TRIED = "tried", _("Has tried AI tools")
    REGULAR = "regular", _("Uses AI tools regularly")
    LEADS = "leads", _("Builds or leads AI projects")


class Topic(models.TextChoices):
    """What officers talk about with each other. General subjects only: no cases, no methods in detail."""

    IMAGE_VIDEO = "image_video", _("Image and video analysis")
    SPEECH_LANGUAGE = "speech_language", _("Speech, text and translation")
    FORENSICS = "forensics", _("Digital forensics")
    TRIAGE = "triage", _("Sorting large numbers of reports")
    OPEN_SOURCES = "open_sources", _("Open-source information")
    VICTIMS = "victims", _("Working with victims and families")
    PREVENTION = "prevention", _("Prevention and awareness")
    CHOOSING_TOOLS = "choosing_tools", _("Choosing and buying tools")
    TESTING = "testing", _("Testing tools on own data")
    READINESS = "readiness", _("Getting an agency ready for AI")
    LAW_EVIDENCE = "law_evidence", _("Law and evidence")
    PRIVACY = "privacy", _("Data protection and human rights")
    TRAINING = "training", _("Training colleagues")
    WELLBEING = "wellbeing", _("Wellbeing of staff")
    COOPERATION = "cooperation", _("Cooperation across borders")


class ReportReason(models.TextChoices):
    """Why a member tells the moderators of something."""

    CASE_DATA = "case_data", _("Case data or personal data of victims or suspects")
    NOT_AN_OFFICER = "not_an_officer", _("I doubt that this is an officer")
    HARASSMENT = "harassment", _("Harassment or threats")
    OFFENSIVE = "offensive", _("Offensive or degrading words")
    ADVERTISING = "advertising", _("Advertising or sales")
    OTHER = "other", pgettext_lazy("reason", "Something else")


# Facet of the directory → its choices; countries come from the table of countries.
TAGGED: dict[str, type[models.TextChoices]] = {"function": Function, "topic": Topic}
