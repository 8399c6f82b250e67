from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "reorg.administration"
    label = "administration"
    verbose_name = "Administration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa import signals as mfa
        from django.contrib.auth.signals import user_logged_in

        from reorg.administration import (
            factors,
            verbs,  # noqa: F401 - declares the verbs of the trail
        )
        from reorg.administration.calendars import write_down
        from reorg.administration.entering import remember
        from workflows.signals import ordered

        ordered.connect(write_down, dispatch_uid="administration.ordered")
        user_logged_in.connect(remember, dispatch_uid="administration.entering")
        mfa.authenticator_added.connect(factors.added, dispatch_uid="administration.factor_added")
        mfa.authenticator_removed.connect(factors.removed, dispatch_uid="administration.factor_removed")
        mfa.authenticator_reset.connect(factors.renewed, dispatch_uid="administration.codes_renewed")
