from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "reorg.demo"
    label = "demo"
    verbose_name = "Demonstration"
