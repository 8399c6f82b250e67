from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "reorg.papers"
    label = "papers"
    verbose_name = "Papers"
