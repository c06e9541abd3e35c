from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "training_sessions"

    def ready(self) -> None:
        from lms.common.builtin import after_migrate
        from sessions.builtin import load_blueprints

        after_migrate(self, load_blueprints)
