"""What a check against national criteria comes to: what the portal finds, what a region answers, and what counts."""

from dataclasses import asdict, dataclass

from django.db.models import TextChoices

from regions.models import Criterion


class Verdict(TextChoices):
    """Whether a criterion is met."""

    VOLDOET = "voldoet", "in orde"
    VOLDOET_NIET = "voldoet_niet", "niet in orde"
    ONBEKEND = "onbekend", "nog niet gezegd"


@dataclass(frozen=True)
class Finding:
    """What the portal finds of a criterion, and why, in a sentence.

    `is_certain`: it is counted in what people filled in, so that no answer can say otherwise.
    """

    verdict: Verdict
    why: str
    is_certain: bool = False


@dataclass(frozen=True)
class Answer:
    """What the region says of a criterion itself; the trail knows who of it."""

    is_met: bool
    reason: str


@dataclass(frozen=True)
class Result:
    """A criterion with what the portal found, what the region answered, and what counts of the two.

    `mend` is where it is mended, in the words of the paper that is checked.
    """

    criterion: Criterion
    found: Finding
    answer: Answer | None
    mend: TextChoices
    can_be_answered: bool

    @property
    def answer_counts(self) -> bool:
        """An answer counts where the portal does not find the criterion met, and cannot know better."""
        return self.answer is not None and self.takes_answer

    @property
    def takes_answer(self) -> bool:
        return self.can_be_answered and not self.found.is_certain and self.found.verdict != Verdict.VOLDOET

    @property
    def verdict(self) -> Verdict:
        if self.answer_counts:
            return Verdict.VOLDOET if self.answer.is_met else Verdict.VOLDOET_NIET
        return self.found.verdict

    @property
    def blocks(self) -> bool:
        return self.criterion.is_mandatory and self.verdict != Verdict.VOLDOET

    def as_data(self) -> dict:
        """Answer the result as plain data that can be kept as JSON."""
        return {
            "code": self.criterion.code,
            "title": self.criterion.title,
            "description": self.criterion.description,
            "is_mandatory": self.criterion.is_mandatory,
            "moment": self.criterion.moment,
            "verdict": self.verdict.value,
            "verdict_label": self.verdict.label,
            "blocks": self.blocks,
            "found": self.found.verdict.value,
            "why": self.found.why,
            "answer": asdict(self.answer) if self.answer_counts else None,
            "can_be_answered": self.takes_answer,
            "mend": self.mend.value,
            "mend_label": self.mend.label,
        }
