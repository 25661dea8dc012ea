"""What a person can send who means no good, or whose browser does strange things: refused with its words, or kept."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import escape

from regions.models import BeeldStatus, PointKind, Stance
from regions.regiobeelden.reacting import react
from tests.factories import CriterionFactory, PointFactory, RegiobeeldFactory, ThemeFactory

HOSTILE = {
    "nul": "a\x00b",
    "bell": "a\x07b{{ 7|add:7 }}%s",
    "right to left": "\u202eabc\u200f",
    "word": "w" * 10_000,
    "emoji": "👩‍👩‍👧‍👦" * 40,
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "blank": " \u00a0\u3000\t",
}


@pytest.fixture
def forms(cast, enriched, cycle, theme):
    """Every form: who, the address, what is right in it, its fields of free text, and its other fields."""
    CriterionFactory(code="RB-2")
    point = PointFactory(theme=theme, kind=PointKind.INITIATIEF, position=1)
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.ONEENS, text="Nee.")
    states = [BeeldStatus.BASISBEELD, BeeldStatus.BESPROKEN, BeeldStatus.VASTGESTELD, BeeldStatus.GEPUBLICEERD]
    early, discussed, adopted, published = (
        f"/regiobeelden/{RegiobeeldFactory(region=cast.region, edition=2031 + number, status=status).pk}"
        for number, status in enumerate(states)
    )
    free = RegiobeeldFactory(region=cast.region, edition=2040, status=BeeldStatus.VERRIJKING)
    ThemeFactory(regiobeeld=free, position=1)
    due_on = (timezone.localdate() + timedelta(days=9)).isoformat()
    base, start = f"/regiobeelden/{enriched.pk}", f"/regios/{cast.region.slug}/regiobeeld-beginnen/"
    round_, at_theme = f"{base}/cycli/{cycle.number}", f"{base}/themas/{theme.pk}"
    begin = {"edition": 2050, "title": "Titel", "due_on": due_on}
    asked = {"question": "Klopt dit?", "due_on": due_on, "parties": [cast.ambtenaar.hat.pk]}
    told = {"version": 1, "title": "Titel", "text": "Tekst", "who": "Wie"}
    of_figure = {"cijfers-TOTAL_FORMS": "1", "cijfers-INITIAL_FORMS": "0", "cijfers-0-year": "2024"}
    handled = {"reactie": reaction.pk, "seen": reaction.at.isoformat(), "handling": "niet", "answer": "Nee."}
    answered = {"criterium": "RB-2", "is_met": "ja", "reason": "Daarom."}
    reacted = {"thema": theme.pk, "stance": "oneens", "text": "Nee."}
    chair, initiator = cast.regiocoordinator, cast.beoordelaar_1
    return {
        "start": (chair, start, begin, ["title"], ["edition", "due_on"]),
        "renew": (chair, f"{published}/herijken/", begin, ["title"], ["edition", "due_on"]),
        "settings": (
            chair,
            f"{base}/gegevens/",
            {"version": 1, "title": "Titel", "summary": "Kern"},
            ["title", "summary", "scale_note"],
            ["due_on", "version"],
        ),
        "proposal": (initiator, f"{early}/procesvoorstel/", {"version": 1, "proposal": "Zo."}, ["proposal"], ["version"]),
        "add theme": (chair, f"{base}/indelen/", {"title": "Titel"}, ["title"], []),
        "theme": (chair, f"{at_theme}/gegevens/", {"title": "Titel"}, ["title"], ["indicators", "had"]),
        "story": (cast.ambtenaar, f"{at_theme}/nieuw/verhaal_inwoner/", told, ["title", "text", "who"], []),
        "knelpunt": (
            cast.ambtenaar,
            f"{at_theme}/nieuw/knelpunt/",
            told | of_figure,
            ["title", "text"],
            ["cijfers-0-indicator", "cijfers-0-municipality", "cijfers-0-year", "cijfers-TOTAL_FORMS"],
        ),
        "point": (cast.ambtenaar, f"{base}/punten/{point.pk}/", told, ["title", "text", "who", "url"], ["version"]),
        "open": (chair, f"/regiobeelden/{free.pk}/cycli/openen/", asked, ["question"], ["due_on", "parties"]),
        "react": (cast.ambtenaar, f"{round_}/reageren/", reacted, ["text"], ["thema", "stance"]),
        "handle": (cast.ambtenaar_2, f"{round_}/reacties/", handled, ["answer"], ["reactie", "handling", "seen"]),
        "change cycle": (chair, f"{round_}/wijzigen/", {"due_on": due_on}, [], ["due_on", "parties"]),
        "close": (chair, f"{round_}/afsluiten/", {"account": "Klaar."}, ["account"], []),
        "involved": (
            chair,
            f"{base}/betrokkenen/wel/",
            {"group": "ggd", "name": "Een wijkpanel", "how": "Las mee."},
            ["name", "how"],
            ["group", "organisation"],
        ),
        "absent": (chair, f"{base}/betrokkenen/niet/", {"group": "ggd", "why": "Geen tijd."}, ["why"], ["group"]),
        "check": (chair, f"{base}/toets/", answered, ["reason"], ["criterium", "is_met"]),
        "adopt": (chair, f"{discussed}/status/besproken/vastgesteld/", {"on": "2026-01-01"}, [], ["on"]),
        "take back": (chair, f"{discussed}/status/besproken/verrijking/", {"reason": "Nodig."}, ["reason"], []),
        "publish": (chair, f"{adopted}/status/vastgesteld/gepubliceerd/", {"url": "https://a.nl"}, ["url"], []),
    }  # fmt: skip


NAMES = [
    "start", "renew", "settings", "proposal", "add theme", "theme", "story", "knelpunt", "point", "open", "react", "handle",
    "change cycle", "close", "involved", "absent", "check", "adopt", "take back", "publish",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_hostile_words_are_refused_and_shown_or_kept_as_words(forms, name, sign_in):
    who, path, right, texts, others = forms[name]
    client = sign_in(who)
    for field in texts + others:
        for kind in HOSTILE if field in texts else ["nul", "script"]:
            words = HOSTILE[kind]
            sent = right | {field: words}
            answer = client.post(path, sent)
            assert answer.status_code in {302, 404, 422}, (field, kind)
            assert answer.status_code != 404 or field in {"thema", "reactie", "criterium"}, (field, kind)
            page = client.get(answer.headers["Location"]) if answer.status_code == 302 else answer
            assert page.status_code == answer.status_code or page.status_code == 200, (field, kind)
            assert "<script>alert" not in page.text
            assert "<img src=x" not in page.text
            if answer.status_code == 422:
                # Control characters are as they were sent: no page can show them.
                shown = [
                    sent[text] for text in texts if text in sent and sent[text] not in (HOSTILE["nul"], HOSTILE["bell"])
                ]
                assert [text for text in shown if escape(text) not in page.text] == [], (field, kind)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "java\nscript:alert(1)",
        'https://a.nl/" onclick="x',
        "https://" + "a" * 400 + ".nl",
        "http://[::1",
        "https://a.nl:99999999/",
    ],
)
@pytest.mark.parametrize("name", ["point", "publish"])
def test_an_address_is_one_of_the_web(forms, name, address, sign_in):
    who, path, right, *_ = forms[name]
    assert sign_in(who).post(path, right | {"url": address}).status_code == 422


@pytest.mark.parametrize(
    "query",
    ["regio=%00", "regio=%FF", "status=%00", "editie=%00", f"editie={'9' * 400}", "editie=1e400", "editie=NaN", "pagina=%00",
     f"pagina={'9' * 30}"],
)  # fmt: skip
def test_the_list_takes_any_question(cast, query, sign_in):
    assert sign_in(cast.ambtenaar).get(f"/regiobeelden/?{query}").status_code == 200


def test_what_is_of_another_regiobeeld_is_not_found_below_this_one(cast, cycle, enriched, sign_in):
    base = f"/regiobeelden/{enriched.pk}"
    for region in (cast.region, cast.other_region):
        other = ThemeFactory(regiobeeld=RegiobeeldFactory(region=region, edition=2036, status=BeeldStatus.VERRIJKING))
        point = PointFactory(theme=other, position=1)
        row = other.regiobeeld.involvements.create(group="ggd", name="Wie", how="Hoe")
        paths = [f"{base}/themas/{other.pk}/{page}" for page in ["gegevens/", "nieuw/knelpunt/"]]
        paths += [f"{base}/themas/{other.pk}/{page}" for page in ["verplaatsen/", "verwijderen/", "terugzetten/"]]
        paths += [f"{base}/punten/{point.pk}/{page}" for page in ["", "verplaatsen/", "verwijderen/"]]
        paths += [f"{base}/betrokkenen/{row.pk}/weghalen/", f"{base}/cycli/2/afsluiten/"]
        for path in paths:
            assert sign_in(cast.regiocoordinator).post(path).status_code == 404, path
        for page in ("", "bewerken/"):
            assert sign_in(cast.regiocoordinator).get(f"{base}/themas/{other.pk}/{page}").status_code == 404
        reaction = {"thema": other.pk, "stance": "eens"}
        assert sign_in(cast.ambtenaar).post(f"{base}/cycli/{cycle.number}/reageren/", reaction).status_code == 404
