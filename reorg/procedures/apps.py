from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "reorg.procedures"
    label = "procedures"
    verbose_name = "Procedures"

    def ready(self) -> None:
        from reorg.procedures import checks  # noqa: F401
