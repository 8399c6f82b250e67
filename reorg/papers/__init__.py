"""Papers: what the office prints, as PDF/A.

Pango reads FONTCONFIG_FILE once, at its first use, so our fonts are named here, before
anything can import WeasyPrint through this package.
"""

from reorg.papers import fonts

fonts.use_only_our_fonts()
