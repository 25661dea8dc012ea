import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.transformatie.openbaar.checking import Vondst, findings_in, is_iban, passes_elfproef


def kinds(text, field="goals", people=("Sanne de Wit",), parties=("Gemeente Ridderkerk", "Ridderkerk", "CZ")):
    return {(each.kind, each.text) for each in findings_in({field: text}, people=people, parties=parties)}


@pytest.mark.parametrize("digits", ["111222333", "123456782", "010464554", "10464554"])
def test_a_number_that_passes_the_elfproef_can_be_a_bsn(digits):
    assert passes_elfproef(digits)


@pytest.mark.parametrize("digits", ["111222334", "000000000", "1234567", "1234567820", "123456789"])
def test_a_number_that_fails_the_elfproef_is_none(digits):
    assert not passes_elfproef(digits)


@given(st.integers(10_000_000, 999_999_998))
def test_of_numbers_that_follow_each_other_two_at_most_pass(number):
    """The last digit counts once, so within the same ten at most one passes."""
    ten = number // 10 * 10
    assert sum(passes_elfproef(str(each)) for each in range(ten, min(ten + 10, 1_000_000_000))) <= 1


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Mail s.dewit@ridderkerk.nl voor vragen", Vondst.EMAIL, "s.dewit@ridderkerk.nl"),
        ("Mail s.dewit＠ridderkerk.nl", Vondst.EMAIL, "s.dewit@ridderkerk.nl"),
        ("Mail s.de\u200bwit@ridderkerk.nl", Vondst.EMAIL, "s.dewit@ridderkerk.nl"),
        ("Bel 06-12345678.", Vondst.TELEFOON, "06-12345678"),
        ("Bel 06‑12 34 56 78", Vondst.TELEFOON, "06-12 34 56 78"),
        ("Bel (010) 123 45 67 in 2026", Vondst.TELEFOON, "(010) 123 45 67"),
        ("Bel 0180-451234", Vondst.TELEFOON, "0180-451234"),
        ("Bel +31 6 12345678", Vondst.TELEFOON, "+31 6 12345678"),
        ("Bel +31 (0)10 1234567", Vondst.TELEFOON, "+31 (0)10 1234567"),
        ("Bel 0031612345678", Vondst.TELEFOON, "0031612345678"),
        ("Cliënt 111222333 doet mee", Vondst.BSN, "111222333"),
        ("Cliënt 1112.22.333 doet mee", Vondst.BSN, "1112.22.333"),
        ("Cliënt 111 222 333 doet mee", Vondst.BSN, "111 222 333"),
        ("Cliënt １１１２２２３３３", Vondst.BSN, "111222333"),
        ("Op NL91 ABNA 0417 1643 00 is betaald", Vondst.IBAN, "NL91ABNA0417164300"),
        ("Op nl91abna0417164300", Vondst.IBAN, "NL91ABNA0417164300"),
        ("Vraag het Sanne de Wit", Vondst.MEDEWERKER, "Sanne de Wit"),
        ("vraag het SANNE  DE WIT", Vondst.MEDEWERKER, "SANNE DE WIT"),
        ("Vraag het mevrouw Jansen", Vondst.PERSOON, "mevrouw Jansen"),
        ("Vraag het dhr. P. van den Berg", Vondst.PERSOON, "dhr. P. van den Berg"),
        ("Vraag het Dr. Élodie", Vondst.PERSOON, "Dr. Élodie"),
        ("CZ betaalt € 40.000 mee", Vondst.BEDRAG, "€ 40.000 in: CZ betaalt € 40.000 mee"),
        (
            "Gemeente Ridderkerk krijgt 1,5 miljoen",
            Vondst.BEDRAG,
            "1,5 miljoen in: Gemeente Ridderkerk krijgt 1,5 miljoen",
        ),
        ("Het tarief wordt 85 euro", Vondst.BEDRIJF, "Het tarief wordt 85 euro"),
        ("Wij rekenen € 85 per consult", Vondst.BEDRIJF, "Wij rekenen € 85 per consult"),
        ("Een marktaandeel van 30%", Vondst.BEDRIJF, "Een marktaandeel van 30%"),
        ("Een productievolume van 1200 operaties", Vondst.BEDRIJF, "Een productievolume van 1200 operaties"),
    ],
)
def test_what_may_not_go_out_is_found(text, kind, found):
    assert (kind, found) in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Het plan kost samen € 64.000.000 en loopt van 01-01-2026 tot 31-12-2029.",
        "Van 01-01-2026 31-12-2029, in 2026 2027 en 2028.",
        "In 12 gemeenten dalen de opnames van 1.200 naar 900, 25% minder.",
        "De huisarts, de wijkverpleging en het ziekenhuis werken samen aan BK23 en het IZA.",
        "Nummer 111222334 is geen burgerservicenummer.",
        "De prijs van niets doen is hoog.",
        "Drie dokters en een mevrouw die thuis woont.",
        "",
    ],
)
def test_what_may_go_out_is_left_alone(text):
    assert kinds(text) == set()


def test_each_amount_among_the_parties_is_found():
    assert {kind for kind, _ in kinds("- Zorggroep: € 10", field="parties", parties=())} == {Vondst.BEDRAG}


def test_the_same_words_are_found_once_in_each_field():
    texts = {"goals": "a@b.nl en a@b.nl\na@b.nl", "results": "a@b.nl"}
    found = findings_in(texts, people=[], parties=[])
    assert [each.field for each in found] == ["goals", "results"]
    assert found[0].key != found[1].key
    assert found == findings_in(texts, people=[], parties=[])


def test_an_iban_of_the_wrong_length_or_sum_is_none():
    assert is_iban("NL91ABNA0417164300")
    assert not is_iban("NL92ABNA0417164300")
    assert not is_iban("NL91ABNA041716430")
    assert not is_iban("XX91ABNA0417164300")


@pytest.mark.parametrize(
    "piece",
    ["a", "0", "0 ", "06-", "A.", "mevrouw A. ", "NL91", "NL91 ", "€ 1", "a.", "a-", "1.", "+31", "(0", "@a.", "van "],
)
def test_a_long_text_of_one_kind_takes_no_time(piece):
    began = time.process_time()
    findings_in({"goals": piece * (30_000 // len(piece))}, people=["A B"], parties=["C"])
    assert time.process_time() - began < 2
