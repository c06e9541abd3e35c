from django.apps import AppConfig


class ToolkitConfig(AppConfig):
    name = "courses.toolkit"
    label = "toolkit"

    def ready(self) -> None:
        from courses.toolkit.builtin import load_toolkit
        from lms.common.builtin import after_migrate

        after_migrate(self, load_toolkit)
