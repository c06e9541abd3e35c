from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from lms.common.builtin import after_migrate
        from lms.people import sweeps  # noqa: F401  (registers the sweeps)
        from lms.people.builtin import load_countries
        from lms.people.devices import note_log_in

        after_migrate(self, load_countries)
        user_logged_in.connect(note_log_in, dispatch_uid="people.device")
