from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "reorg.web"
    label = "web"
    verbose_name = "Pages"
