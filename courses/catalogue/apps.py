from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "courses.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        # The built-in courses hold tool lessons: they are loaded when the catalogue's tables are there, too.
        from courses.builtin.loader import load_courses
        from lms.common.builtin import after_migrate

        after_migrate(self, load_courses)
