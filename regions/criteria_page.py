"""The page on which a check is read and answered, which the regiobeeld and the plan share."""

from collections.abc import Callable

from django.http import Http404

from regions.checking import Verdict
from regions.forms import AnswerForm
from regions.models import Criterion


def posted_answer(request, of: str) -> tuple[Criterion, AnswerForm]:
    """Answer the criterion that was answered, one of the paper `of`, and its form; 404 for one that is not there."""
    chosen = Criterion.objects.filter(of=of, code=request.POST.get("criterium", "")[:20].replace("\x00", "")).first()
    if chosen is None:
        raise Http404
    return chosen, AnswerForm(request.POST, auto_id=f"id_{chosen.code}_%s")


def groups_of(
    results: list[dict],
    *,
    may_answer: bool,
    link_of: Callable[[dict], str],
    posted: tuple[Criterion, AnswerForm] | None,
) -> list[tuple[str, str, list]]:
    """Answer the results in groups: what blocks, what warns, what is in order; each with its form and where it is mended."""
    blocking, warning, in_order = [], [], []
    for result in results:
        own = None
        if posted and result["code"] == posted[0].code:
            own = posted[1]
        elif may_answer and result["can_be_answered"]:
            answer = result["answer"]
            first = {"is_met": "ja" if answer["is_met"] else "nee", "reason": answer["reason"]} if answer else {}
            own = AnswerForm(initial=first, auto_id=f"id_{result['code']}_%s")
        is_mended_elsewhere = result["found"] != Verdict.VOLDOET and result["mend"] != "antwoord"
        link = link_of(result) if may_answer and is_mended_elsewhere else ""
        met = result["verdict"] == Verdict.VOLDOET
        (in_order if met else blocking if result["blocks"] else warning).append((result, own, link))
    return [
        ("Dit moet nog in orde", "Deze criteria zijn verplicht.", blocking),
        ("Let hierop", "Deze criteria houden niets tegen.", warning),
        ("In orde", "", in_order),
    ]
