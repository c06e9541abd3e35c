from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    label = "assessments"

    def ready(self) -> None:
        from assessments.builtin import load_two_day_tests
        from lms.common.builtin import after_migrate

        after_migrate(self, load_two_day_tests)
