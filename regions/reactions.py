"""What a reaction and its answer have to say, wherever a party is asked: to agree takes no words, all else does."""

from django.core.exceptions import ValidationError

from regions.models import Stance


def check_words(stance: Stance, text: str) -> None:
    """Raise `ValidationError` at `text` where a party disagrees or adds something without saying what."""
    if stance != Stance.EENS and not text:
        what = "waarom u het niet eens bent" if stance == Stance.ONEENS else "wat u wilt aanvullen"
        raise ValidationError({"text": f"Schrijf op {what}."})


def check_answer(stance: str, answer: str) -> None:
    """Raise `ValidationError` at `answer` where a reaction that is no mere agreement is answered without a motive."""
    if stance != Stance.EENS and not answer:
        raise ValidationError({"answer": "Schrijf op wat u ermee deed en waarom. De partij leest dit."})
