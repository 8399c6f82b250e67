"""Is this exported trail what it says it is? Needs the file and an authority you trust: no server, no Django."""

from reorg.verify.check import verify
from reorg.verify.report import Report, Result, Verdict

__all__ = ["Report", "Result", "Verdict", "verify"]
