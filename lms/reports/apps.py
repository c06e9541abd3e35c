from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "lms.reports"
    label = "reports"

    def ready(self) -> None:
        from lms.reports import sweeps  # noqa: F401  (registers the sweep)
