from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from lms.common.builtin import after_migrate
        from lms.people import devices, log_in
        from lms.people.builtin import load_agreements, load_countries

        user_logged_in.connect(log_in.note_log_in, dispatch_uid="people.note_log_in")
        user_logged_in.connect(devices.note_log_in, dispatch_uid="people.device")
        after_migrate(self, load_countries)
        after_migrate(self, load_agreements)
