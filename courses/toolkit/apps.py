from django.apps import AppConfig


class ToolkitConfig(AppConfig):
    name = "courses.toolkit"
    label = "toolkit"
