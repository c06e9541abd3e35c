from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    label = "feedback"

    def ready(self) -> None:
        from feedback.builtin import load_surveys
        from lms.common.builtin import after_migrate

        after_migrate(self, load_surveys)
