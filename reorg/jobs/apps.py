from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "reorg.jobs"
    label = "jobs"
    verbose_name = "Background work"
