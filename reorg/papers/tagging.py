"""What a screen reader follows: one tree of structure for a file bound from parts, and the claim that it is there."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary

# WeasyPrint claims one standard for a file; the claim to the other, and the schema of that claim which PDF/A asks for.
UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Which part of ISO 14289 is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
END = "</rdf:RDF>"


def claim_accessible(pdf: pikepdf.Pdf) -> None:
    """Claim PDF/UA-1 beside what the file claims already."""
    before, end, after = pdf.Root.Metadata.read_bytes().decode().rpartition(END)
    pdf.Root.Metadata.write((before + UA + end + after).encode())


class Structure:
    """The tree of a file that grows by other files.

    Pages alone could be joined without this, and validators would not mind: they do not miss what is not there.
    """

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._root = pdf.Root.StructTreeRoot
        self._document = _document(self._root)
        self._parents = dict(_numbered(self._root.ParentTree))

    def add(self, other: pikepdf.Pdf) -> None:
        """Append the pages of another file and hang its tree into this one."""
        begin, first = len(self._pdf.pages), max(self._parents, default=-1) + 1
        self._pdf.pages.extend(other.pages)
        tree = self._pdf.copy_foreign(other.Root.StructTreeRoot)
        for page in list(self._pdf.pages)[begin:]:
            _renumber(page.obj, "/StructParents", first)
            for note in page.obj.get("/Annots", Array()):
                _renumber(note, "/StructParent", first)
        self._parents |= {first + number: element for number, element in _numbered(tree.ParentTree)}
        for element in _document(tree).K:
            element.P = self._document
            self._document.K.append(element)

    def close(self) -> None:
        numbers = Array()
        for number, element in sorted(self._parents.items(), key=lambda pair: pair[0]):
            numbers.append(number)
            numbers.append(element)
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=numbers))
        self._root.ParentTreeNextKey = max(self._parents, default=-1) + 1


def _document(root: pikepdf.Object) -> pikepdf.Object:
    """The one element under the root, its children in a list."""
    document = root.K[0] if isinstance(root.K, Array) else root.K
    if not isinstance(document.K, Array):
        document.K = Array([document.K])
    return document


def _numbered(tree: pikepdf.Object) -> Iterator[tuple[int, pikepdf.Object]]:
    numbers = tree.get("/Nums", Array())
    for place in range(0, len(numbers), 2):
        yield int(numbers[place]), numbers[place + 1]
    for branch in tree.get("/Kids", Array()):
        yield from _numbered(branch)


def _renumber(holder: pikepdf.Object, key: str, first: int) -> None:
    if key in holder:
        holder[key] = int(holder[key]) + first
