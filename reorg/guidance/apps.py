from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "reorg.guidance"
    label = "guidance"
    verbose_name = "Guiding documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.guidance import verbs  # noqa: F401 - declares the verbs of both trails
