from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "reorg.notices"
    label = "notices"
    verbose_name = "Notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reorg.notices import verbs  # noqa: F401 - declares the verbs of the trail
        from reorg.notices.following import rehome
        from reorg.notices.telling import leave_for_worker, tell_level
        from reorg.people.handing import handed_over
        from workflows.signals import asked, late

        asked.connect(leave_for_worker, dispatch_uid="notices.asked")
        late.connect(tell_level, dispatch_uid="notices.late")
        handed_over.connect(rehome, dispatch_uid="notices.handed_over")
