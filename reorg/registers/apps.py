from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "reorg.registers"
    label = "registers"
    verbose_name = "Registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.registers import verbs  # noqa: F401 - declares the verbs of the trail
