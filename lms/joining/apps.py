from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "lms.joining"
    label = "joining"

    def ready(self) -> None:
        from lms.common.builtin import after_migrate
        from lms.joining.access import membership_bolt
        from lms.joining.builtin import load_domains
        from lms.people.access import register_bolt

        after_migrate(self, load_domains)
        register_bolt(membership_bolt)
