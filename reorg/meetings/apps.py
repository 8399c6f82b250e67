from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "reorg.meetings"
    label = "meetings"
    verbose_name = "Meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.meetings import verbs  # noqa: F401 - declares the verbs of the trail
