from django.apps import AppConfig


class SystemConfig(AppConfig):
    name = "reorg.system"
    label = "system"
    verbose_name = "Trail of the system"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.system.verify import walked
        from workflows.trail.verify import OTHERS

        OTHERS.append(walked)
