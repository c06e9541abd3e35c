from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"

    def ready(self) -> None:
        from lms.common.builtin import after_migrate
        from lms.people.builtin import load_countries

        after_migrate(self, load_countries)
