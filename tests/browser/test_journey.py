"""The whole journey of the province merger, by clicks and forms, each person signing in with their own password."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from reorg.demo.cast import PROVINCE_PARTS, bodies
from reorg.procedures.province_merger.flow import ProvinceMerger
from tests.browser.visiting import Cast, Visitor, a_file
from tests.browser.worker import work_off
from tests.cast import PASSWORD

CODE = "HP-2025-07"
TITLE = "Merge Hải Dương into Hải Phòng"
HOUSING = "The scheme says nothing on housing and transport for those who move from Hải Dương."
MAP = "Please add the map of the plan."


def test_the_merger_from_the_first_draft_to_the_auditors_paper(
    cast: Cast, before_the_merger: None, tmp_path: Path
) -> None:
    anh = cast("anh")
    opens_the_dossier(anh)
    states_the_plan(anh)
    drafts(anh)
    consults(anh)

    cast("dung").signs(CODE, "The Party committees of both localities give their opinion")
    returns_with_reasons(cast("giang"))
    mends(anh)
    sees_what_no_longer_counts(anh)
    consults(anh)

    reads_what_changed(cast("dung"))
    for secretary in ("dung", "giang"):
        cast(secretary).signs(CODE, "The Party committees of both localities give their opinion")
    for chair in ("cuc", "binh"):
        cast(chair).signs(CODE, "Both People's Committees concur")

    finds_the_resolution_missing(cast("hanh"))
    votes(cast("hanh"), members=66, symbol="08/NQ-HĐND")
    votes(cast("khanh"), members=61, symbol="31/NQ-HĐND")
    cast("binh").signs(CODE, "Sign the submission to the Government")

    asks_for_a_supplement(cast("lam"))
    supplements(anh)
    files_and_signs(cast("lam"), "The Ministry of Home Affairs appraises", "BC", "3291/BC-BNV")
    files_and_signs(cast("mai"), "The Government adopts and submits to the National Assembly", "NQ", "125/NQ-CP")
    cast("nam").signs(CODE, "The Law and Justice Committee verifies")
    files_and_signs(cast("oanh"), "The National Assembly decides", "NQ", "202/2025/QH15")

    anh.opens(CODE)
    anh.reads("Implementation", within=".page-subtitle")
    brings_evidence(cast("quynh"), "GOV-01")
    verifies(cast("tuan"), "GOV-01")
    waives(cast("binh"), "GOV-02")

    paper = exports_the_trail(cast("phuc"), tmp_path)
    everything_is_on_paper_in_order(cast("phuc"), paper)


# The task force


def opens_the_dossier(anh: Visitor) -> None:
    anh.reads_heading("Desk")
    anh.clicks("New dossier", role="link")
    anh.follows("Merger of provinces")
    anh.fills(**{"Code": CODE, "Title (Vietnamese)": "Sáp nhập Hải Dương vào Hải Phòng", "Title (English)": TITLE})
    anh.field("Operating from").fill("2025-07-01")
    takes = bodies(PROVINCE_PARTS)
    for key, part in ProvinceMerger.parts.items():
        anh.field(part.title.en).select_option(label=takes[key].title_en)
    anh.clicks("Open the dossier")
    anh.is_told(f"The dossier {CODE} is open.")
    anh.reads_heading(TITLE)
    anh.reads("Drafting", within=".page-subtitle")
    anh.reads("document missing", within="#missing")


def states_the_plan(anh: Visitor) -> None:
    anh.follows("Open the plan and change it")
    anh.reads("There is no plan yet")
    anh.follows("Add the first clause")
    anh.field("Kind").select_option(value="thanh_pho_tw")
    anh.fills(**{"Name of the resulting unit": "Hải Phòng", "Code": "31"})
    anh.fills(**{"Natural area (km²)": "3,194.72", "Population": "4,664,000"})
    takes_whole(anh, 0, "hai duong")
    anh.clicks("One more part")
    takes_whole(anh, 1, "hai phong")
    anh.clicks("Save the clause")
    anh.is_told("Clause 1 is saved.")
    anh.reads("the parts make up the wholes")
    anh.reads("Hai Phong city", within=".becoming")


def takes_whole(anh: Visitor, row: int, words: str) -> None:
    """Find a unit by its name, choose what is found, take all of it."""
    part = anh.page.locator("fieldset.part").nth(row)
    part.get_by_label("Find a unit").press_sequentially(words)
    choices = part.get_by_label("Unit", exact=True)
    expect(choices.locator("option", has_text=re.compile("30|31")).first).to_be_attached()
    choices.select_option(index=choices.locator("option").count() - 1)
    part.get_by_label("What of it").select_option(value="whole")


def drafts(anh: Visitor) -> None:
    step = "Draft the scheme"
    anh.takes_up(CODE, step)
    expect(anh.page.get_by_role("button", name="Done, pass it on")).to_be_disabled()
    anh.follows(re.compile(r"\(ĐA\)"))
    anh.registers("Đề án sáp nhập", symbol="01/ĐA-UBND")
    anh.takes_up(CODE, step)
    anh.follows(re.compile(r"\(TTr\)"))
    anh.registers("Tờ trình sáp nhập", symbol="02/TTr-UBND")
    anh.reads("Đề án sáp nhập.pdf")
    passes_on(anh, step, "Figures as of 31 December 2024.")
    anh.reads("Review", within=".page-subtitle")


def passes_on(anh: Visitor, step: str, note: str) -> None:
    anh.takes_up(CODE, step)
    anh.field("Note (optional)").fill(note)
    anh.clicks("Done, pass it on")
    anh.is_told(f"“{step}” is done.")


def consults(anh: Visitor) -> None:
    step = "Consult the voters representing households"
    anh.takes_up(CODE, step)
    anh.reads("no return of the opinion round is recorded")
    counts = {"Households or voters listed": "1000", "Agree": "992", "Disagree": "8", "Other opinion": "0"}
    anh.fills(**{"Place or agency": "Hải Dương"} | counts)
    anh.clicks("Record the return")
    anh.is_told("The return of Hải Dương is recorded.")
    anh.reads("99.2", within="#close")
    anh.clicks("Close the round")
    anh.is_told("The opinion round is closed.")


def mends(anh: Visitor) -> None:
    anh.opens(CODE)
    anh.reads("Returned", within=".page-subtitle")
    anh.reads(HOUSING, within=".stepper-card")
    anh.takes_up(CODE, "Draft the scheme")
    anh.reads(HOUSING, within="#came-back")
    anh.opens(CODE)
    anh.follows(re.compile("All documents"))
    paper = anh.page.locator("li.paper-versions", has_text="01/ĐA-UBND")
    paper.locator("summary").click()
    paper.get_by_role("link", name=re.compile("Add a version")).click()
    anh.field("File").set_input_files(a_file("Đề án, bản 2.pdf", "with housing and transport"))
    anh.field("What is new (optional)").fill("Housing and transport")
    anh.clicks("Add the version")
    anh.is_told("Version 2 of")
    passes_on(anh, "Draft the scheme", "Housing and transport are added.")


def sees_what_no_longer_counts(anh: Visitor) -> None:
    anh.opens(CODE)
    anh.reads("round 2", within=".page-subtitle")
    past = anh.page.locator("#signed details")
    past.locator("summary").click()
    lost = past.locator("li").filter(has_text="Phạm Văn Dũng")
    expect(lost).to_contain_text("No longer counts since")
    anh.reads(HOUSING, within="#signed")


def supplements(anh: Visitor) -> None:
    step = "Supplement and explain"
    anh.takes_up(CODE, step)
    anh.reads(MAP, within="#came-back")
    anh.follows("Documents")
    anh.clicks("Register a document", role="link")
    anh.registers("Bản đồ phương án", type="PA", symbol="03/PA-UBND")
    passes_on(anh, step, "The map is added.")


# Those who decide


def returns_with_reasons(giang: Visitor) -> None:
    giang.takes_up(CODE, "The Party committees of both localities give their opinion")
    giang.reads("Phạm Văn Dũng: approved")
    giang.decides("Return for changes", to="Draft the scheme", reason=HOUSING)
    giang.is_told("Returned: “The Party committees of both localities give their opinion”")
    giang.reads_heading("Receipt no.")
    giang.reads(HOUSING)
    giang.follows("To the dossier")
    giang.reads("Returned", within=".page-subtitle")


def reads_what_changed(dung: Visitor) -> None:
    dung.takes_up(CODE, "The Party committees of both localities give their opinion")
    dung.reads("Since", within="#changed")
    dung.reads("01/ĐA-UBND", within="#changed")


def finds_the_resolution_missing(hanh: Visitor) -> None:
    hanh.takes_up(CODE, "The People's Councils of both localities vote")
    hanh.reads("document missing", within="#missing")


def votes(clerk: Visitor, *, members: int, symbol: str) -> None:
    """The paper first, then the count: computed, looked at, recorded."""
    clerk.takes_up(CODE, "The People's Councils of both localities vote")
    clerk.follows("Register the council's resolution")
    clerk.registers(f"Nghị quyết {symbol}", symbol=symbol)
    clerk.takes_up(CODE, "The People's Councils of both localities vote")
    all_of_them = str(members)
    clerk.fills(**{"Members in all": all_of_them, "Present": all_of_them, "In favour": all_of_them})
    clerk.fills(Against="0", Abstained="0", Held_on="2025-04-28")
    clerk.clicks("Compute the result")
    clerk.is_told("Passed")
    clerk.clicks("Record this vote")
    clerk.is_told("The vote is recorded: passed.")


def asks_for_a_supplement(lam: Visitor) -> None:
    lam.takes_up(CODE, "The Ministry of Home Affairs appraises")
    lam.decides("Ask for a supplement", reason=MAP)
    lam.is_told("A supplement is asked for.")
    lam.reads("Supplement and explain", within="#missing")


def files_and_signs(person: Visitor, step: str, type: str, symbol: str) -> None:
    person.takes_up(CODE, step)
    person.reads("document missing", within="#missing")
    person.follows(re.compile(rf"\({type}\)"))
    person.registers(f"Văn bản {symbol}", symbol=symbol)
    person.signs(CODE, step)


# The hand-over


def brings_evidence(quynh: Visitor, item: str) -> None:
    finds_item(quynh, item)
    quynh.field("File").set_input_files(a_file("Biên bản.pdf", "minutes"))
    quynh.clicks("Attach")
    quynh.is_told("“Biên bản.pdf” is attached; SHA-256")
    quynh.field("Note (optional)").fill("Complete.")
    quynh.clicks("Report as done")
    quynh.is_told("Reported as done. Somebody else verifies it.")
    quynh.reads("Somebody else verifies this item")


def finds_item(person: Visitor, item: str) -> None:
    person.opens(CODE)
    person.clicks("Checklists", role="link")
    person.follows("Governance")
    person.page.locator(f'main a.item-name[href$="/items/{item}/"]').click()
    person.reads(item, within="#item-panel")
    person.page.locator("#panel-title a").click()
    person.reads(item, within=".page-subtitle")


def verifies(tuan: Visitor, item: str) -> None:
    finds_item(tuan, item)
    tuan.reads("Mai Như Quỳnh reported it as done.")
    tuan.clicks("I have looked at it: verified")
    tuan.is_told("The item is verified.")
    tuan.reads("verified", within=".page-subtitle")


def waives(binh: Visitor, item: str) -> None:
    finds_item(binh, item)
    binh.page.get_by_text("Waive it", exact=True).click()
    binh.field("Why it is waived").fill("The two bodies share one registry already.")
    binh.field("Your password, to confirm").fill(PASSWORD)
    binh.clicks("Waive and sign")
    binh.is_told("The item is waived; your name and the reason are on record.")
    binh.reads("waived", within=".page-subtitle")
    binh.reads("The two bodies share one registry already.")


# The auditor


def exports_the_trail(phuc: Visitor, folder: Path) -> Path:
    work_off(folder)  # what the worker itself writes into the trail, that steps are late, comes before the export
    phuc.opens(CODE)
    phuc.clicks("Trail", role="link")
    phuc.reads("Yes. Every event follows the one before", within="#chain")
    phuc.field("Language").select_option(label="Tiếng Việt")
    phuc.clicks("Export the trail")
    phuc.is_told("The trail is being printed.")
    work_off(folder)
    printed = phuc.page.locator("#exports a[download]")  # the page asks again by itself
    with phuc.page.expect_download() as waiting:
        printed.click()
    assert waiting.value.suggested_filename.startswith(f"{CODE}-vi-")
    paper = folder / "trail.pdf"
    waiting.value.save_as(paper)
    return paper


def everything_is_on_paper_in_order(phuc: Visitor, paper: Path) -> None:
    """What the trail page tells in Vietnamese, event by event, stands in the same order in the PDF's text."""
    told = the_trail_in_vietnamese(phuc)
    assert len(told) > 60
    text = squeezed("".join(page.extract_text() for page in PdfReader(paper).pages))
    place = text.index(squeezed(told[0]))
    for sentence in told:
        place = text.find(squeezed(sentence), place)
        assert place >= 0, f"not on paper, or out of order: {sentence}"


def the_trail_in_vietnamese(phuc: Visitor) -> list[str]:
    phuc.page.locator("form.language button").click()
    expect(phuc.page.locator("html")).to_have_attribute("lang", "vi")
    phuc.settles()
    told: list[str] = []
    while True:
        sentences = phuc.page.locator(".event-sentence")
        told += [words.removeprefix(name).strip() for words, name in sentences.evaluate_all(SENTENCES)]
        further = phuc.page.locator(".pages a[rel=next]")
        if not further.count():
            return told
        further.click()
        phuc.settles()


SENTENCES = "all => all.map(p => [p.textContent, p.querySelector('strong').textContent])"


def squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
