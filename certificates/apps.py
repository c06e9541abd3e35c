from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"

    def ready(self) -> None:
        from certificates import sweeps  # noqa: F401  (registers what the clock does)
