from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lms.notices"
    label = "notices"

    def ready(self) -> None:
        from lms.notices import sweeps  # noqa: F401  (registers the sweep)
