from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "lms.joining"
    label = "joining"

    def ready(self) -> None:
        from lms.common.builtin import after_migrate
        from lms.joining import sweeps  # noqa: F401  (registers the sweeps)
        from lms.joining.builtin import load_domains

        after_migrate(self, load_domains)
