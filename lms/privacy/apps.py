from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "lms.privacy"
    label = "privacy"

    def ready(self) -> None:
        from lms.privacy import sweeps  # noqa: F401  (registers what the clock does)
