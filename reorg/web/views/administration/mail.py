"""Mail that waits to go out, and mail of which nobody knows whether it arrived."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.administration.consequences import Row, consequence
from reorg.administration.rights import scope_of
from reorg.notices.mails import mail_of, send_again, unsure_mails, waiting_for
from reorg.web.pages.previewed import previewed


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user)
    waiting = waiting_for(scope)
    context = {"unsure": unsure_mails(scope), "waiting": waiting.count(), "oldest": waiting.first()}
    return render(request, "administration/mail.html", context)


def again(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    mail = mail_of(scope, pk)
    return previewed(
        request,
        Form(request.POST or None),
        look=lambda _said: [
            consequence("mail", _("What it says"), [Row(str(one.title), one.dossier.code) for one in mail])
        ],
        act=lambda _said: send_again(scope, mail),
        upfront=True,
        back=reverse("admin_mail"),
        said=lambda _sent: _("It goes out again within a minute."),
        title=_("Send a mail again"),
        subtitle=str(mail[0].person),
        button=_("Send it again"),
        crumbs=((_("Mail"), reverse("admin_mail")),),
        note=_("Who got it the first time gets it twice; most mail programs show it once, as it has the same number."),
    )
