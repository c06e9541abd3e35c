"""The words by which tools are described: keys kept in rows and files, labels in six languages."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ToolFunction(models.TextChoices):
    """What a tool does."""

    HASH_MATCHING = "hash-matching", _("Finding known files")
    NEAR_DUPLICATE_DETECTION = "near-duplicate-detection", _("Finding similar files")
    IMAGE_CLASSIFICATION = "image-classification", _("Sorting images by content")
    OBJECT_DETECTION = "object-detection", _("Finding objects in images")
    VIDEO_ANALYSIS = "video-analysis", _("Video analysis")
    FACE_RECOGNITION = "face-recognition", _("Face recognition")
    AGE_ESTIMATION = "age-estimation", _("Age estimation")
    GEOLOCATION = "geolocation", _("Finding a place")
    IMAGE_ENHANCEMENT = "image-enhancement", _("Image enhancement")
    IMAGE_AUTHENTICATION = "image-authentication", _("Image authentication")
    DEEPFAKE_DETECTION = "deepfake-detection", _("Deepfake detection")
    PROVENANCE_VERIFICATION = "provenance-verification", _("Verifying where a file comes from")
    OCR = "ocr", _("Text from images")
    REDACTION = "redaction", _("Hiding personal data")
    SPEECH_TO_TEXT = "speech-to-text", _("Speech to text")
    SPEAKER_RECOGNITION = "speaker-recognition", _("Speaker recognition")
    AUDIO_ANALYSIS = "audio-analysis", _("Audio analysis")
    AUDIO_ENHANCEMENT = "audio-enhancement", _("Audio enhancement")
    MACHINE_TRANSLATION = "machine-translation", _("Machine translation")
    LANGUAGE_IDENTIFICATION = "language-identification", _("Recognising a language")
    TEXT_CLASSIFICATION = "text-classification", _("Sorting texts")
    GROOMING_RISK_DETECTION = "grooming-risk-detection", _("Signs of grooming in texts")
    ENTITY_EXTRACTION = "entity-extraction", _("Finding names and numbers in texts")
    TEXT_SUMMARISATION = "text-summarisation", _("Summaries of texts")
    SEMANTIC_SEARCH = "semantic-search", _("Search by meaning")
    TRIAGE = "triage", _("First look through devices and data")
    REPORT_PRIORITISATION = "report-prioritisation", _("Putting urgent reports first")
    CASE_MANAGEMENT = "case-management", _("Case management")
    GRAPH_ANALYSIS = "graph-analysis", _("Showing links between records")
    TIMELINE_ANALYSIS = "timeline-analysis", _("Timelines")
    INVESTIGATOR_WELLBEING = "investigator-wellbeing", _("Officers' wellbeing")
    ONLINE_DETECTION_AND_REMOVAL = "online-detection-and-removal", _("Detection and removal online")
    OPEN_SOURCE_INTELLIGENCE = "open-source-intelligence", _("Public sources")
    DEVICE_ACQUISITION = "device-acquisition", _("Copying data from devices")
    FORENSIC_ANALYSIS = "forensic-analysis", _("Forensic analysis")
    MEMORY_FORENSICS = "memory-forensics", _("Memory forensics")
    FILE_CARVING = "file-carving", _("Recovering deleted files")
    NETWORK_ANALYSIS = "network-analysis", _("Network analysis")
    METADATA_EXTRACTION = "metadata-extraction", _("Reading metadata")
    DATA_ANNOTATION = "data-annotation", _("Labelling data")
    MACHINE_LEARNING_FRAMEWORK = "machine-learning-framework", _("Building models")
    RESPONSIBLE_AI_ASSESSMENT = "responsible-ai-assessment", _("Assessing responsible use")


F = ToolFunction
# The four technical domains named in the 2020 INTERPOL-UNICRI report, and two added groups.
FUNCTION_GROUPS: tuple[tuple[str | Promise, tuple[ToolFunction, ...]], ...] = (
    (
        _("Images and video"),
        (
            F.HASH_MATCHING,
            F.NEAR_DUPLICATE_DETECTION,
            F.IMAGE_CLASSIFICATION,
            F.OBJECT_DETECTION,
            F.VIDEO_ANALYSIS,
            F.FACE_RECOGNITION,
            F.AGE_ESTIMATION,
            F.GEOLOCATION,
            F.IMAGE_ENHANCEMENT,
            F.IMAGE_AUTHENTICATION,
            F.DEEPFAKE_DETECTION,
            F.PROVENANCE_VERIFICATION,
            F.OCR,
            F.REDACTION,
        ),
    ),
    (_("Sound"), (F.SPEECH_TO_TEXT, F.SPEAKER_RECOGNITION, F.AUDIO_ANALYSIS, F.AUDIO_ENHANCEMENT)),
    (
        _("Language"),
        (
            F.MACHINE_TRANSLATION,
            F.LANGUAGE_IDENTIFICATION,
            F.TEXT_CLASSIFICATION,
            F.GROOMING_RISK_DETECTION,
            F.ENTITY_EXTRACTION,
            F.TEXT_SUMMARISATION,
            F.SEMANTIC_SEARCH,
        ),
    ),
    (
        _("Resources and workflow"),
        (
            F.TRIAGE,
            F.REPORT_PRIORITISATION,
            F.CASE_MANAGEMENT,
            F.GRAPH_ANALYSIS,
            F.TIMELINE_ANALYSIS,
            F.INVESTIGATOR_WELLBEING,
            F.ONLINE_DETECTION_AND_REMOVAL,
            F.OPEN_SOURCE_INTELLIGENCE,
        ),
    ),
    (
        _("Forensics"),
        (
            F.DEVICE_ACQUISITION,
            F.FORENSIC_ANALYSIS,
            F.MEMORY_FORENSICS,
            F.FILE_CARVING,
            F.NETWORK_ANALYSIS,
            F.METADATA_EXTRACTION,
        ),
    ),
    (
        _("Building and assurance"),
        (F.DATA_ANNOTATION, F.MACHINE_LEARNING_FRAMEWORK, F.RESPONSIBLE_AI_ASSESSMENT),
    ),
)

# A wrong result of these falls on a person: their note on human oversight is always above the fold.
HUMAN_CHECK = frozenset(
    {
        F.FACE_RECOGNITION.value,
        F.AGE_ESTIMATION.value,
        F.GEOLOCATION.value,
        F.DEEPFAKE_DETECTION.value,
        F.GROOMING_RISK_DETECTION.value,
        F.SPEAKER_RECOGNITION.value,
    }
)


class DataType(models.TextChoices):
    """What a tool works on."""

    IMAGE = "image", _("Images")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Sound")
    TEXT = "text", _("Text")
    DOCUMENT = "document", _("Documents")
    NETWORK = "network", _("Networks")
    DEVICE = "device", _("Devices")
    GEOSPATIAL = "geospatial", _("Places and maps")
    METADATA = "metadata", _("Metadata")


class Licence(models.TextChoices):
    """On which terms a tool may be used. The keys are those of the exchange file."""

    OPEN_SOURCE = "open-source", _("Open source")
    FREE_FOR_LAW_ENFORCEMENT = "free for law enforcement", _("Free for law enforcement")
    FREE_OF_CHARGE = "free of charge", _("Free of charge")
    COMMERCIAL = "commercial", _("Commercial")
    NOT_PUBLIC = "not public", _("Not public")


class Deployment(models.TextChoices):
    """Where a tool runs."""

    ON_PREMISES = "on-premises", _("On your own machines")
    DESKTOP = "desktop", _("Desktop program")
    LIBRARY = "library", _("Part of other software")
    CLOUD = "cloud", _("Cloud")


class SkillLevel(models.TextChoices):
    """What its users need to know."""

    BASIC = "basic", _("Basic")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class DataLeaves(models.TextChoices):
    """Whether data leave the agency when the tool is used."""

    NO = "no", _("No")
    OPTIONAL = "optional", _("Optional")
    YES = "yes", _("Yes")


class TagKind(models.TextChoices):
    """The vocabularies of which a tool may have several words."""

    FUNCTION = "function", _("What it does")
    DATA_TYPE = "data", _("What it works on")
    DEPLOYMENT = "deployment", _("Where it runs")
    LANGUAGE = "language", _("Languages")


VOCABULARIES: dict[str, type[models.TextChoices]] = {
    TagKind.FUNCTION.value: ToolFunction,
    TagKind.DATA_TYPE.value: DataType,
    TagKind.DEPLOYMENT.value: Deployment,
}
