"""Parts in, one PDF/A out: pages joined, numbered and linked, bookmarks and attachments added."""

import io
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, OutlineItem, Stream

from reorg.papers import fonts
from reorg.papers.content import PaperAttachment
from reorg.papers.errors import PaperError
from reorg.papers.press import Part, Place
from reorg.papers.stamp import Line, Stamper, StampFont
from reorg.papers.tagging import Structure, claim_accessible

# Links between parts are printed as this scheme and turned into real ones here.
LINK = "paper:"
MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Bookmark:
    title: str
    place: str
    children: tuple["Bookmark", ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """What binding adds to the printed parts."""

    page_of: str
    """`Trang {page} / {pages}`."""
    footer_left: str
    footer_right: str
    at: datetime
    """Stands for every time in the file, so that the same input gives the same bytes."""
    bookmarks: tuple[Bookmark, ...] = ()
    contents: dict[str, str] = field(default_factory=dict)
    """Box that waits for a page number → the place it speaks of."""
    attachments: tuple[PaperAttachment, ...] = ()


def bind(parts: Sequence[Part], binding: Binding) -> bytes:
    with ExitStack() as still_open:  # pages are copied for good only when the whole is saved
        pdf, *others = (still_open.enter_context(pikepdf.open(io.BytesIO(part.pdf))) for part in parts)
        _join(pdf, others)
        places = _global_places(parts)
        _forget_parts(pdf)
        _link(pdf, places)
        _stamp(pdf, places, binding)
        _bookmark(pdf, places, binding.bookmarks)
        _attach(pdf, binding)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _join(pdf: pikepdf.Pdf, others: Sequence[pikepdf.Pdf]) -> None:
    if "/StructTreeRoot" not in pdf.Root:
        for other in others:
            pdf.pages.extend(other.pages)
        return
    structure = Structure(pdf)
    for other in others:
        structure.add(other)
    structure.close()
    claim_accessible(pdf)


def _global_places(parts: Sequence[Part]) -> dict[str, Place]:
    places: dict[str, Place] = {}
    first = 0
    for part in parts:
        for name, place in part.places.items():
            moved = Place(first + place.page, place.left, place.bottom, place.right, place.top)
            places.setdefault(name, moved)
        first += part.pages
    return places


def _forget_parts(pdf: pikepdf.Pdf) -> None:
    """What the first part said about itself alone."""
    for key in ("/Names", "/Outlines", "/Dests", "/OpenAction"):
        if key in pdf.Root:
            del pdf.Root[key]
    for holder in pdf.objects:
        resources = holder.get("/Resources") if isinstance(holder, Dictionary | Stream) else None
        for key in ("/Pattern", "/Shading"):  # WeasyPrint writes them even when empty
            if resources is not None and key in resources and not len(resources[key]):
                del resources[key]
    pdf.Root.PageMode = Name.UseOutlines
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _destination(pdf: pikepdf.Pdf, places: dict[str, Place], name: str) -> Array:
    if name not in places:
        raise PaperError(f"A link leads to “{name}”, which is nowhere on the paper.")
    place = places[name]
    # A little air above the target.
    return Array([pdf.pages[place.page].obj, Name.XYZ, 0, round(place.top + 8, 2), None])


def _link(pdf: pikepdf.Pdf, places: dict[str, Place]) -> None:
    for page in pdf.pages:
        for note in page.obj.get("/Annots", Array()):
            action = note.get("/A")
            if action is None or "/URI" not in action:
                continue
            target = str(action.URI)
            if target.startswith(LINK):
                del note["/A"]
                note.Dest = _destination(pdf, places, target.removeprefix(LINK))


def _stamp(pdf: pikepdf.Pdf, places: dict[str, Place], binding: Binding) -> None:
    total = len(pdf.pages)
    characters = set("0123456789" + binding.page_of + binding.footer_left + binding.footer_right)
    serif = next(iter(fonts.font_files().values()))
    stamper = Stamper(pdf, StampFont(serif, characters, "PaperStamp"))
    numbers: dict[int, list[Line]] = {}
    for box, target in binding.contents.items():
        place = places[box]
        numbers.setdefault(place.page, []).append(
            Line(
                str(places[target].page + 1),
                place.right,
                place.bottom + 6,
                size=11,
                anchor="right",
            )
        )
    for index, page in enumerate(pdf.pages):
        _, _, width, height = (float(value) for value in page.mediabox)
        number = binding.page_of.format(page=index + 1, pages=total)
        left, right, foot = 30 * MM, width - 18 * MM, 10.5 * MM
        lines = [
            Line(binding.footer_left, left, foot, size=8, grey=0.3),
            Line(binding.footer_right, right, foot, size=8, anchor="right", grey=0.3),
            _page_number(index, number, (left + right) / 2, height, foot),
        ]
        stamper.write(page, lines + numbers.get(index, []))


def _page_number(index: int, text: str, middle: float, height: float, foot: float) -> Line:
    """Decree 30/2020: centred in the top margin, from page 2. Page 1 has it at the foot."""
    if index == 0:
        return Line(text, middle, foot, size=8, anchor="centre", grey=0.3)
    return Line(text, middle, height - 13 * MM, size=13, anchor="centre")


def _bookmark(pdf: pikepdf.Pdf, places: dict[str, Place], bookmarks: tuple[Bookmark, ...]) -> None:
    def item(bookmark: Bookmark) -> OutlineItem:
        made = OutlineItem(bookmark.title, _destination(pdf, places, bookmark.place))
        made.is_closed = True
        made.children.extend(item(child) for child in bookmark.children)
        return made

    with pdf.open_outline() as outline:
        outline.root.extend(item(bookmark) for bookmark in bookmarks)


def _attach(pdf: pikepdf.Pdf, binding: Binding) -> None:
    at = f"D:{binding.at.astimezone(UTC):%Y%m%d%H%M%S}Z"
    files = Array()
    for attachment in binding.attachments:
        spec = AttachedFileSpec(
            pdf,
            attachment.content,
            filename=attachment.name,
            description=attachment.description,
            mime_type=attachment.mime_type,
            creation_date=at,
            mod_date=at,
        )
        spec.obj.AFRelationship = Name(f"/{attachment.relationship}")
        if attachment.name in pdf.attachments:
            raise PaperError(f"Two attachments are called {attachment.name}.")
        pdf.attachments[attachment.name] = spec
        files.append(spec.obj)
    if len(files):
        pdf.Root.AF = files
