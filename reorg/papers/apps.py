from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "reorg.papers"
    label = "papers"
    verbose_name = "Papers"

    def ready(self) -> None:
        from reorg.papers.forms import verbs  # noqa: F401
