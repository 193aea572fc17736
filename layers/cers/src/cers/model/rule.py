"""Rules: what the checks of a feed can find, listed once for code, documents and tests."""

from dataclasses import dataclass

from cers.model.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of a feed.

    `code` is stable, kebab-case and unique within its `feed`; `meaning` is one sentence for the
    data contract. A feed's module lists its rules as `RULES`.
    """

    code: str
    severity: Severity
    meaning: str
    feed: str

    def finding(self, message: str, where: str = "", element: str = "") -> Finding:
        """A finding of this rule; `message` says what is wrong there and how to mend it."""
        return Finding(self.code, self.severity, message, where, element)
