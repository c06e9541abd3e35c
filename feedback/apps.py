from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    label = "feedback"

    def ready(self) -> None:
        from feedback.actions.retime_rounds import retime_rounds
        from feedback.builtin import load_surveys
        from lms.common.builtin import after_migrate
        from sessions.following import follow

        after_migrate(self, load_surveys)
        follow(retime_rounds)
