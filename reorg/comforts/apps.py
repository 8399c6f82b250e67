from django.apps import AppConfig


class ComfortsConfig(AppConfig):
    name = "reorg.comforts"
    label = "comforts"
    verbose_name = "Comforts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.comforts import themes  # noqa: F401 - whoever signs in brings their theme along
