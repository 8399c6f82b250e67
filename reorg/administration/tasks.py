"""What the worker does for administrators: letters with links, deadlines reckoned again."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reorg.administration import calendars
from reorg.people.models import User


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_invitation(person_id: int) -> bool:
    """Write to somebody with a link by which they choose a password. It works once, and for some days."""
    person = User.objects.filter(pk=person_id, is_active=True).exclude(email="").first()
    if person is None:
        return False  # switched off meanwhile
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    link = settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key)
    words = {"person": person, "link": link, "days": settings.PASSWORD_RESET_TIMEOUT // 86400}
    with translation.override(person.language):
        subject = " ".join(render_to_string("administration/mail/invitation_subject.txt", words).split())
        send_mail(subject, render_to_string("administration/mail/invitation.txt", words), None, [person.email])
    return True


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_address_changed(address: str, by: str, language: str) -> None:
    """Tell the address that an account had until now that it has another one."""
    words = {"by": by, "site": settings.SITE_URL}
    with translation.override(language):
        subject = " ".join(render_to_string("administration/mail/address_changed_subject.txt", words).split())
        send_mail(subject, render_to_string("administration/mail/address_changed.txt", words), None, [address])


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def reckon_again(order_id: int) -> None:
    calendars.reckon_now(order_id)
