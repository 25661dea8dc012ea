"""The zelftoets as a page shows it: in groups with counts, and beside a text that people are writing."""

from dataclasses import dataclass

from iza_portal.hashing import hash_of
from iza_portal.writing.together.settling import behind, settle
from plans.models.transformatie import Groep, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.workflow import WRITABLE, Stap
from plans.transformatie.zelftoets.checking import check
from plans.transformatie.zelftoets.findings import Finding, Verdict

#: How the groups are called to who writes.
TITLES = {
    Groep.IMPACT: "Impact: ten minste één",
    Groep.VOORWAARDE: "Voorwaarden",
    Groep.SITUATIE: "Als het van toepassing is",
    Groep.MIDDELEN: "Transformatiemiddelen",
    Groep.PROCES: "Het proces",
}


@dataclass(frozen=True)
class Overview:
    """The findings of a step with what they come to: how many count, are in order, hold up, or are to be judged."""

    findings: list[Finding]

    @property
    def groups(self) -> list[tuple[str, list[Finding]]]:
        """The findings in the groups of their criteria, in the order of reading; an empty group is left out."""
        grouped = {
            title: [finding for finding in self.findings if finding.criterion.group == group]
            for group, title in TITLES.items()
        }
        return [(title, findings) for title, findings in grouped.items() if findings]

    @property
    def counted(self) -> int:
        return sum(finding.counts for finding in self.findings)

    @property
    def in_order(self) -> int:
        return self._with(Verdict.VOLDAAN)

    @property
    def to_judge(self) -> int:
        return self._with(Verdict.ZELF)

    @property
    def holding(self) -> list[Finding]:
        """Those that stop the submission."""
        return [finding for finding in self.findings if finding.holds_up]

    @property
    def warning(self) -> list[Finding]:
        """Those to look at that stop nothing."""
        return [finding for finding in self.findings if finding.missing and not finding.holds_up]

    @property
    def open(self) -> list[list[Finding]]:
        """What is not in order: first what stops the submission."""
        return [self.holding, self.warning]

    @property
    def mark(self) -> str:
        """Another one when the zelftoets says another thing."""
        said = [
            [finding.criterion.code, finding.verdict.value, [lack.words for lack in finding.missing]]
            for finding in self.findings
        ]
        return hash_of({"found": said})[:16]

    def _with(self, verdict: Verdict) -> int:
        return sum(finding.verdict == verdict for finding in self.findings)


def overview_of(plan: Transformatieplan, step: Stap) -> Overview:
    """Answer the zelftoets of a step with what was typed a moment ago, in a fixed number of queries."""
    settle(behind(plan.onderdelen.defer("body", "plain_text")))
    return Overview(check(plan, step))


def is_shown_beside(user, plan: Transformatieplan) -> bool:
    """Is the zelftoets of use beside the text: to who may see the work, while it can still be mended?"""
    return plan.status in WRITABLE and rules.may_see_work(user, plan)
