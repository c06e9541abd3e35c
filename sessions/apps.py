from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "training_sessions"

    def ready(self) -> None:
        from courses.following import follow
        from lms.common.builtin import after_migrate
        from lms.rooms.access import register_policy
        from sessions import live
        from sessions.actions.follow import follow_training
        from sessions.builtin import load_blueprints

        follow(follow_training)
        after_migrate(self, load_blueprints)
        register_policy(live.KIND, live.rights_of, many=live.rights_of_many)
