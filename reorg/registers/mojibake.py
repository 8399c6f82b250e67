"""Vietnamese that was typed with fonts from before Unicode, or saved and opened in different encodings."""

from __future__ import annotations

import re

# UTF-8 read as Windows-1252: “Nguyá»…n”, “Ä‘á»“ng”.
_TWICE = re.compile(r"á[»º]|Ä[‘\x90]|Æ[°¡]|Ã[\x80-\x9f¡-¿]|\ufffd")
# TCVN3 (.VnTime): signs that are no letters stand inside words: “nh©n d©n”, “Hµ Néi”, “®ång”.
_TCVN = re.compile(r"[A-Za-z](?:[µ¸¶¹¨¾Æ]|[»¼½©«¬ª§×](?=[A-Za-z]))|[a-z]÷[a-z]|(?<![A-Za-z])[®§](?=[A-Za-zÀ-ÿ])")
# VNI (VNI-Times): a vowel is followed by another letter that carries its marks: “Hoäi ñoàng”, “nhaân daân”.
_VNI = re.compile(r"[aeouyAEOUYôöÔÖ][øûïäåØÛÏÄÅ]|[aeAE][âáàãÂÁÀÃ]|(?<![^\W\d_])[ñÑ](?=[aeiouyöô])")


def legacy_encoding(text: str) -> str:
    """``TCVN3``, ``VNI`` or ``UTF-8`` when the text looks like it went wrong that way; else nothing."""
    if text.isascii():
        return ""
    if _TWICE.search(text):
        return "UTF-8"
    if _TCVN.search(text):
        return "TCVN3"
    return "VNI" if _VNI.search(text) else ""
