from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "reorg.sessions"
    label = "working_sessions"  # “sessions” is Django's own
    verbose_name = "Working sessions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.sessions import verbs  # noqa: F401 - declares the verbs of the trail
