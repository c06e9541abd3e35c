from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"

    def ready(self) -> None:
        from courses import sweeps  # noqa: F401  # the clock knows a sweep once its module is loaded
