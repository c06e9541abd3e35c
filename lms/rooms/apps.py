from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "lms.rooms"
    label = "rooms"

    def ready(self) -> None:
        from lms.rooms import sweeps  # noqa: F401  (registers the sweeps)
