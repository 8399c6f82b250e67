"""What people are told of, and how, if they have not chosen otherwise."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.text import Text


class Kind(models.TextChoices):
    ASKED = "asked", _("something waits for you")
    RETURNED = "returned", _("returned")
    SIGNED = "signed", _("signed")
    SUPERSEDED = "superseded", _("your signature no longer counts")
    SOON = "soon", _("due soon")
    LATE = "late", _("overdue")
    ESCALATED = "escalated", _("brought to you because it is late")
    MENTIONED = "mentioned", _("you are mentioned")
    ANSWERED = "answered", _("a review you asked for is answered")
    IMPORTED = "imported", _("a register is imported")
    EXPORTED = "exported", _("something is exported")


class How(models.TextChoices):
    NOW = "now", _("by mail at once")
    DIGEST = "digest", _("in the daily digest")
    PAGE = "page", _("here only")
    NONE = "none", _("not at all")


USUAL = {
    Kind.ASKED: How.NOW,
    Kind.RETURNED: How.NOW,
    Kind.SIGNED: How.DIGEST,
    Kind.SUPERSEDED: How.NOW,
    Kind.SOON: How.DIGEST,
    Kind.LATE: How.NOW,
    Kind.ESCALATED: How.NOW,
    Kind.MENTIONED: How.NOW,
    Kind.ANSWERED: How.DIGEST,
    Kind.IMPORTED: How.PAGE,
    Kind.EXPORTED: How.PAGE,
}
# The lines people read in the page and in mail. Nothing of the dossier's content: a mail is not a safe place for it.
LINES = {
    Kind.ASKED: Text("Chờ xử lý: {what}", "Waiting for you: {what}"),
    Kind.RETURNED: Text("Bị trả lại: {what}", "Returned: {what}"),
    Kind.SIGNED: Text("Đã ký: {what}", "Signed: {what}"),
    Kind.SUPERSEDED: Text("Chữ ký không còn giá trị: {what}", "Your signature no longer counts: {what}"),
    Kind.SOON: Text("Sắp đến hạn: {what}", "Due soon: {what}"),
    Kind.LATE: Text("Quá hạn: {what}", "Overdue: {what}"),
    Kind.ESCALATED: Text("Báo lên vì quá hạn: {what}", "Brought to you because it is late: {what}"),
    Kind.MENTIONED: Text("Có người nhắc đến ông/bà: {what}", "You are mentioned: {what}"),
    Kind.ANSWERED: Text("Đã có trả lời: {what}", "Answered: {what}"),
    Kind.IMPORTED: Text("Đã nhập bảng kê: {what}", "Register imported: {what}"),
    Kind.EXPORTED: Text("Đã xuất: {what}", "Exported: {what}"),
}


def line(kind: Kind, what: Text) -> Text:
    return Text(LINES[kind].vi.format(what=what.vi), LINES[kind].en.format(what=what.en))
