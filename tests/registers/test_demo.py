"""The registers of the demonstration hold what the sources say."""

from __future__ import annotations

from reorg.people.models import User
from reorg.registers import working
from reorg.registers.demo import demo_registers
from reorg.registers.kinds.it import IT_SYSTEMS
from reorg.registers.models import Row
from reorg.registers.reconciling import counts_of
from workflows.models import Dossier, Event
from workflows.trail.verify import verify


def test_the_twelve_systems_of_hai_phong_and_hai_duong_are_there(filled: Dossier) -> None:
    rows = [values for _key, values in working.values_of(filled, IT_SYSTEMS)]
    assert len(rows) == 12  # ten named in the source, two not
    kept = {values["name"]: values.get("kept_from") for values in rows}
    assert kept["Trung tâm dữ liệu"] == "giver"
    assert kept["Cổng thông tin điện tử"] == "receiver"
    assert sum(values["decision"] == "open" for values in rows) == 6
    assert not Row.objects.filter(register__kind="it_systems", sample=True).exists()


def test_what_giver_and_receiver_say_differently_stands_out(filled: Dossier) -> None:
    offices = counts_of(filled)["offices"]
    assert (offices.missing, offices.surplus, offices.differing) == (2, 1, 1)
    assert counts_of(filled)["archives"].unsettled == 0  # explained
    assert counts_of(filled)["it_systems"].unsettled == 0


def test_the_cost_of_transport_is_as_published(filled: Dossier) -> None:
    page = working.options_page(filled)
    assert [row["cost"].option["code"] for row in page["costs"]] == ["PA2", "PA3", "PA1"]
    assert [row["cost"].low for row in page["costs"]] == [2_520_000_000, 2_520_000_000, 3_080_000_000]
    assert page["costs"][-1]["cost"].high == 4_200_000_000


def test_filling_twice_fills_once_and_the_trail_is_whole(filled: Dossier, people: dict[str, User]) -> None:
    rows, events = Row.objects.count(), Event.objects.filter(dossier=filled).count()
    demo_registers(filled, people)
    assert (Row.objects.count(), Event.objects.filter(dossier=filled).count()) == (rows, events)
    assert verify(filled) is None
