"""Text written onto pages that are already printed: numbers known only when all parts are bound."""

import io
from functools import cached_property
from pathlib import Path

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name


class StampFont:
    """The few glyphs of one font that a set of stamps needs, embedded as PDF/A wants it."""

    def __init__(self, path: Path, characters: set[str], name: str) -> None:
        self.name = Name(f"/{name}")
        self._tag = name
        self._font = self._subset(path, characters)
        self._cmap = self._font.getBestCmap()
        self._order = {glyph: number for number, glyph in enumerate(self._font.getGlyphOrder())}
        self._scale: float = 1000 / self._font["head"].unitsPerEm
        self._advances: list[int] = [
            round(self._font["hmtx"][glyph][0] * self._scale) for glyph in self._font.getGlyphOrder()
        ]

    @staticmethod
    def _subset(path: Path, characters: set[str]) -> TTFont:
        options = subset.Options(
            hinting=False,
            layout_features=[],
            name_IDs=[],
            notdef_outline=True,
            drop_tables=["DSIG", "GPOS", "GSUB", "GDEF", "kern"],
        )
        font = TTFont(path, recalcTimestamp=False)
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(sorted(characters)))
        cutter.subset(font)
        return font

    def glyphs(self, text: str) -> str:
        return "".join(f"{self._glyph(character):04x}" for character in text)

    def width(self, text: str, size: float) -> float:
        return sum(self._advances[self._glyph(character)] for character in text) * size / 1000

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        base = Name(f"/{_six_letters(self._tag)}+{self._tag}")
        head, ascent = self._font["head"], self._font["hhea"]
        box = [round(v * self._scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)]
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=base,
            Flags=4,
            FontBBox=Array(box),
            ItalicAngle=0,
            Ascent=round(ascent.ascent * self._scale),
            Descent=round(ascent.descent * self._scale),
            CapHeight=round(ascent.ascent * self._scale),
            StemV=80,
            FontFile2=pdf.make_stream(self._file, Length1=len(self._file)),
        )
        widths = Array(self._advances)
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base,
            CIDSystemInfo=Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            CIDToGIDMap=Name.Identity,
            DW=1000,
            W=Array([0, widths]),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=base,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_stream(self._to_unicode()),
            )
        )

    @cached_property
    def _file(self) -> bytes:
        out = io.BytesIO()
        self._font.save(out, reorderTables=False)
        return out.getvalue()

    def _glyph(self, character: str) -> int:
        return int(self._order[self._cmap[ord(character)]])

    def _to_unicode(self) -> bytes:
        pairs = sorted((self._order[glyph], point) for point, glyph in self._cmap.items())
        lines = [f"<{glyph:04x}> <{chr(point).encode('utf-16-be').hex()}>" for glyph, point in pairs]
        blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode("ascii")


class Stamper:
    """Writes lines of text onto pages. Ask for all texts first, so that the font holds them."""

    def __init__(self, pdf: pikepdf.Pdf, font: StampFont) -> None:
        self._pdf, self._font = pdf, font
        self._embedded = font.embed(pdf)
        self._save = pdf.make_stream(b"q\n")

    def write(self, page: pikepdf.Page, lines: list["Line"]) -> None:
        if "/Font" not in page.resources:
            page.resources.Font = Dictionary()
        page.resources.Font[self._font.name] = self._embedded
        # WeasyPrint leaves its upside-down matrix active; q … Q keeps it from our text.
        page.contents_add(self._save, prepend=True)
        drawn = " ".join(line.drawn(self._font) for line in lines)
        page.contents_add(self._pdf.make_stream(f"Q /Artifact BMC q {drawn} Q EMC".encode("ascii")))


class Line:
    """One line at a point; `anchor` says which part of the text stands there."""

    def __init__(self, text: str, x: float, y: float, *, size: float, anchor: str = "left", grey: float = 0) -> None:
        self.text, self.x, self.y = text, x, y
        self.size, self.anchor, self.grey = size, anchor, grey

    def drawn(self, font: StampFont) -> str:
        shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[self.anchor]
        x = self.x - shift * font.width(self.text, self.size)
        return (
            f"BT {self.grey:g} g {font.name} {self.size:g} Tf {x:.2f} {self.y:.2f} Td <{font.glyphs(self.text)}> Tj ET"
        )


def _six_letters(name: str) -> str:
    """Subset fonts carry a six-letter tag; ours is fixed, for the same bytes every time."""
    return (name.upper() + "XXXXXX")[:6]
