"""The account of a cycle: what was asked of whom, who reacted and who did not, what was done with it, and what changed."""

from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects

from iza_portal.page.templatetags.page import long_date
from regions.models import Cycle, Reaction, Theme

#: What to prefetch for the accounts of many cycles.
ACCOUNTED = ["parties", Prefetch("reactions", Reaction.objects.select_related("organisation", "theme"))]


def account_of(cycle: Cycle, themes: Iterable[Theme] | None = None) -> dict:
    """Answer the account as plain data that can be kept as JSON; days are written in words.

    {"number", "question", "opened_on", "due_on", "closed_on" (None while it is open), "account", "changes",
     "parties": [{"name", "reacted": bool}],
     "silent": [titles of the themes on which nobody reacted],
     "themes": [{"title", "reactions": [{"organisation", "stance", "stance_label", "text", "handling_label", "answer"}]}]}

    `themes` are those of the regiobeeld, asked where not given. One that was taken out since is in the account where
    somebody reacted on it.
    """
    if themes is None:
        prefetch_related_objects([cycle], *ACCOUNTED)
        themes = cycle.regiobeeld.themes.present().defer("body")
    reactions = cycle.reactions.all()
    reacted = {reaction.organisation_id for reaction in reactions}
    themes = {theme.pk: (theme, []) for theme in themes}
    for reaction in reactions:
        themes.setdefault(reaction.theme_id, (reaction.theme, []))[1].append(reaction)
    return {
        "number": cycle.number,
        "question": cycle.question,
        "opened_on": long_date(cycle.opened_at),
        "due_on": long_date(cycle.due_on),
        "closed_on": long_date(cycle.closed_at) or None,
        "account": cycle.account,
        "changes": cycle.changes,
        "parties": [{"name": str(party), "reacted": party.pk in reacted} for party in cycle.parties.all()],
        "themes": [
            {"title": theme.title, "reactions": [_told(reaction) for reaction in given]}
            for theme, given in themes.values()
            if given
        ],
        "silent": [theme.title for theme, given in themes.values() if not given],
    }


def _told(reaction) -> dict:
    return {
        "organisation": str(reaction.organisation),
        "stance": reaction.stance,
        "stance_label": reaction.get_stance_display(),
        "text": reaction.text,
        "handling_label": reaction.get_handling_display(),
        "answer": reaction.answer,
    }
