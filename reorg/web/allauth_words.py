"""What allauth says in its forms, so that our catalogue has it: allauth brings no Vietnamese."""

from django.utils.translation import gettext_noop

SAID = (
    gettext_noop("The username and/or password you specified are not correct."),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("This account is currently inactive."),
    gettext_noop("Please type your current password."),
    gettext_noop("Incorrect password."),
    gettext_noop("The password reset token was invalid."),
    gettext_noop("You must type the same password each time."),
    # The second factor
    gettext_noop("Incorrect code."),
    gettext_noop("You cannot generate recovery codes without having two-factor authentication enabled."),
)
