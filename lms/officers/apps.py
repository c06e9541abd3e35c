from django.apps import AppConfig


class OfficersConfig(AppConfig):
    name = "lms.officers"
    label = "officers"

    def ready(self) -> None:
        from lms.officers import conversations
        from lms.rooms.access import register_policy

        register_policy(
            conversations.KIND,
            conversations.rights_of,
            many=conversations.rights_of_many,
            private_name=conversations.name_in,
        )
