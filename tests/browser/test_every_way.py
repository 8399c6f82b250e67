"""Each procedure besides the merger of provinces, walked by clicks to its end on its real case: units and departments.

The cast open the dossier on the page "New dossier" and take every step in the browser. What is not a step is settled by
the functions that the pages call, as each test says. The merger of provinces has its own journey in ``test_journey``,
those procedures that arrange nothing have theirs in ``test_every_other_way``.
"""

from __future__ import annotations

from django.db import transaction

from reorg.consolidation.plan import save_department
from reorg.demo.agencies import JUSTICE, planned_departments, with_justice
from reorg.demo.cast import (
    AGENCY_PARTS,
    CHAIR,
    CLERK,
    KIM_SON_CAST,
    KIM_SON_PARTS_2025,
    SCHEME_PARTS,
    SECRETARY,
    Person,
    load_cast,
)
from reorg.demo.kim_son import plan_of_2025
from reorg.people.loading import fixture
from reorg.people.models import User
from reorg.units.actions import change_plan
from reorg.units.loading import load_units
from tests.browser.stepping import Desk, Way
from tests.browser.visiting import Visitor
from tests.cast import PASSWORD, procedure, settle
from tests.consolidation.conftest import home_affairs
from tests.engine.doing import prove
from workflows import actions
from workflows.models import ChecklistItem, ProcedureVersion
from workflows.text import Text

People = dict[str, User]
BY = Text("làm việc", "acts")
# Who acts for Ninh Bình and its council, and for Kim Sơn's, besides Kim Sơn's own people of the demonstration.
NINH_BINH = (
    Person("nb_chair", "Chủ tịch Ninh Bình", BY, (("nbinh_pc", "chair", CHAIR),)),
    Person("nb_secretary", "Bí thư Ninh Bình", BY, (("nbinh_party", "secretary", SECRETARY),)),
    Person("nb_clerk", "Thư ký HĐND Ninh Bình", BY, (("nbinh_council", "council_clerk", CLERK),)),
    Person("ks_clerk", "Thư ký HĐND Kim Sơn", BY, (("ks_council", "council_clerk", CLERK),)),
)


# Communes


def test_twenty_three_communes_become_eight(desk: Desk, people: People) -> None:
    """Kim Sơn in 2025, by the version of that time, which the page offers for cases of earlier years.

    The eight clauses of Resolution 1674 and the items are settled by functions; the count of households is a sample.
    """
    load_units(["37"])
    people |= load_cast(PASSWORD, (*KIM_SON_CAST, *NINH_BINH))
    version = ProcedureVersion.objects.get(code="commune_arrangement", version="2025.1")
    way = Way(desk, "KS-2025-01", version)
    title = Text("Sắp xếp các xã huyện Kim Sơn", "Arrange the communes of Kim Sơn")
    drafter = screens_kim_son(desk("ks-drafter"))
    way.begins(drafter, title, KIM_SON_PARTS_2025, Operating_from="2025-07-01")
    drafter.reads("no plan yet: which units become which", within="#missing")
    change_plan(way.dossier, plan_of_2025(), actor=people["ks-drafter"])

    papers = {"ĐA": "Đề án sắp xếp đơn vị hành chính cấp xã", "TTr": "Tờ trình về đề án"}
    way.finishes("ks-drafter", "Draft the scheme of the communes", papers=papers, then="Review")
    step = "Consult the voters representing households"
    way.consults("ks-drafter", step, place="Xã Chất Bình", listed=1000, agree=992)
    for secretary in ("nb_secretary", "ks-secretary"):
        way.signs(secretary, "The Party committees give their opinion")
    for chair in ("ks-chair", "nb_chair"):
        way.signs(chair, "Both People's Committees concur")
    for clerk in ("nb_clerk", "ks_clerk"):
        way.votes(clerk, "The People's Councils vote", members=50, day="2025-04-28")
    step, lacking = "The Ministry of Home Affairs appraises", "Bổ sung bản đồ phương án."
    way.supplements("lam", step, reason=lacking)
    way.finishes("ks-drafter", "Supplement and explain", because=lacking)
    way.signs("lam", step)
    papers = {"TTr": "Tờ trình của Chính phủ", "ĐA": "Đề án của Chính phủ"}
    way.signs("mai", "The Government adopts the scheme and signs the submission", papers=papers, then="Approval")
    way.signs("nam", "The Law and Justice Committee verifies", papers={"BC": "Báo cáo thẩm tra"})
    resolution = {"NQ": fixture("kim_son")["units_2025"]["resolution"]}
    step = "The Standing Committee of the National Assembly decides"
    way.signs("oanh", step, papers=resolution, then="Implementation")
    settles_kim_son(way, people)
    way.signs("ks-chair", "Hand over to the new units")
    way.signs("nb_chair", "Hand over to the new units", then="Closed")
    way.ends()


def screens_kim_son(drafter: Visitor) -> Visitor:
    """All communes of the district under Resolution 76/2025; the dossier begins with what was found."""
    drafter.goes_to("/screenings/new/?q=kim+son&regime=76%2F2025&day=2025-04-20")
    drafter.page.get_by_role("checkbox", name="all communes of Kim Son district").check()
    drafter.fills(Title="Kim Sơn 2025")
    drafter.field("For").select_option(label="People's Committee of Ninh Bình Province")
    drafter.clicks("Screen them")
    drafter.reads("23 units of 23")
    drafter.clicks("Start a dossier with the units ticked")
    drafter.reads("The dossier begins with the findings of the screening")
    return drafter


@transaction.atomic
def settles_kim_son(way: Way, people: People) -> None:
    for item in items(way):
        prove(item, people["ks-drafter"])
        actions.report_done(item, actor=people["ks-drafter"])
        actions.verify_item(item, actor=people["nb_chair"])


def items(way: Way) -> list[ChecklistItem]:
    return list(ChecklistItem.objects.filter(dossier__code=way.code).select_related("owner", "dossier"))


# Departments


def test_two_departments_become_one(desk: Desk, people: People) -> None:
    """Hải Dương's Department of Home Affairs goes into Hải Phòng's. The plan and the items are settled by functions."""
    way = Way(desk, "HP-2025-03", procedure("agency_consolidation"))
    title = Text("Hợp nhất Sở Nội vụ", "Consolidate the Departments of Home Affairs")
    way.opens("anh", title, AGENCY_PARTS, Operating_from="2025-07-01")
    save_department(way.dossier, home_affairs(), actor=people["anh"])
    way.finishes("anh", "Draft the scheme", papers={"ĐA": "Đề án hợp nhất Sở Nội vụ"}, then="Review")
    for chair in ("cuc", "binh"):
        way.signs(chair, "The leaders of both People's Committees concur")
    way.signs("uyen", "The Department of Home Affairs appraises", then="Approval")
    way.votes("hanh", "The People's Council votes", members=66, day="2025-07-01", then="Implementation")
    settled(way, people)
    way.signs("vinh", "Hand over between the agencies")
    way.signs("binh", "Hand over between the agencies", then="Closed")
    way.ends()


def test_twenty_four_departments_become_twelve(desk: Desk, people: People) -> None:
    """Those of Hải Phòng and Hải Dương. The plan of thirteen, of which one is kept, and the items by functions."""
    people = with_justice(people)
    way = Way(desk, "HP-2025-04", procedure("agency_scheme"))
    title = Text("24 sở thành 12", "24 departments into 12")
    drafter = way.opens("anh", title, SCHEME_PARTS, Operating_from="2025-07-01")
    drafter.reads("no plan yet: which agencies become which", within="#missing")
    plans_the_departments(way, people["anh"])
    papers = {"ĐA": "Đề án các cơ quan chuyên môn", "TTr": "Tờ trình về đề án"}
    way.finishes("anh", "Draft the scheme", papers=papers, then="Review")
    for chair in ("cuc", "binh"):
        way.signs(chair, "The leaders of both People's Committees concur")
    report = {"BC": "Báo cáo thẩm định"}
    way.signs(JUSTICE, "The Department of Justice appraises the drafts", papers=report)
    way.signs("uyen", "The Department of Home Affairs appraises the scheme", papers=report)
    way.signs("binh", "Submit the scheme to the People's Council", then="Approval")
    step, papers = "The People's Council votes on the departments", {"NQ": "Nghị quyết thành lập các cơ quan"}
    way.votes("hanh", step, members=66, day="2025-07-01", papers=papers, then="Implementation")
    way.files("anh", {"QĐ": "Quyết định quy định chức năng, nhiệm vụ"})
    way.signs("binh", "The People's Committee decides functions and tasks")
    settled(way, people)
    way.signs("cuc", "Hand over between the agencies")
    way.signs("binh", "Hand over between the agencies", then="Closed")
    way.ends()


@transaction.atomic
def plans_the_departments(way: Way, drafter: User) -> None:
    for planned in planned_departments():
        save_department(way.dossier, planned, actor=drafter)


@transaction.atomic
def settled(way: Way, people: People) -> None:
    """Every item of every list, with evidence, reported by one and verified by another."""
    for item in items(way):
        settle(item, people)
