from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "lms.rooms"
    label = "rooms"
