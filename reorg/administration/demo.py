"""The demonstration's administrators, named by what they do, and the first entries of the system's trail."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from reorg.administration import checklists, people
from reorg.administration.models import Administrator
from reorg.administration.rights import scope_of
from reorg.people.models import Organisation, User
from workflows.models import Role
from workflows.offices import today
from workflows.text import Text

SYSTEM, LOCAL = "quantri", "quantri-hp"
ADMINISTRATORS = (
    (SYSTEM, "Quản trị viên hệ thống", Text("quản trị toàn hệ thống", "administers everything")),
    (LOCAL, "Quản trị viên Hải Phòng", Text("quản trị UBND thành phố Hải Phòng", "administers Hải Phòng")),
)
BASIS = "Quyết định mẫu 01/QĐ-QT"


def demo_administration(password: str) -> None:
    """Two administrators, somebody who is invited, a draft of a checklist. Done once."""
    if Administrator.objects.exists():
        return
    secret = make_password(password)
    for username, name, _does in ADMINISTRATORS:
        User.objects.get_or_create(
            username=username,
            defaults={"full_name": name, "email": f"{username}@example.org", "password": secret},
        )
    system, local = (User.objects.get(username=name) for name in (SYSTEM, LOCAL))
    hai_phong = Organisation.objects.get(key="hp_pc")
    people.appoint(None, system, organisation=None, basis=BASIS)
    scope = scope_of(system)
    people.appoint(scope, local, organisation=hai_phong, basis=BASIS)
    people.invite(
        scope_of(local),
        username="chuyenvien-moi",
        full_name="Chuyên viên mới",
        email="chuyenvien-moi@example.org",
        language="vi",
        organisation=Organisation.objects.get(key="hp_home_affairs"),
        role=Role.objects.get(pk="officer"),
        title=Text("Chuyên viên", "Officer"),
        valid_from=today(),
        basis=BASIS,
    )
    draft = checklists.begin(scope, "seals")
    checklists.set_item(
        draft,
        {
            "code": "SEA-90",
            "title_vi": "Bàn giao chứng thư số của bộ phận một cửa (mẫu)",
            "title_en": "Hand over the certificates of the one-stop shop (sample)",
            "owner": "science_technology",
            "due": "operation-5d",
        },
        was="",
        version=draft.version,
    )
