"""Papers: only a whole, plain PDF is taken, and it is only ever handed out as a file."""

import io
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction

from plans.models import BesluitStatus, Paper
from plans.papers import MOST_BYTES, why_refused
from plans.vaststelling.rows import besluiten_of
from tests.plans.pdfs import pdf
from tests.plans.vaststelling.conftest import of


def with_script(made):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    made.Root.OpenAction = made.make_indirect(action)


def with_direct_script(made):
    made.Root.AA = pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1")))


def with_file(made):
    made.attachments["boos.exe"] = b"MZ"


def with_launch(made):
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
    link.A = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    made.pages[0].Annots = pikepdf.Array([link])


def bomb() -> bytes:
    """A small file that unfolds into gigabytes as soon as its objects are read."""
    made = pikepdf.new()
    made.add_blank_page()
    kept = io.BytesIO()
    made.save(kept, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    content = kept.getvalue()
    start = content.index(b"/ObjStm")
    begin = content.index(b"stream\n", start) + len(b"stream\n")
    end = content.index(b"\nendstream", begin)
    packer = zlib.compressobj(9)
    packed = [packer.compress(zlib.decompress(content[begin:end]))]
    packed += [packer.compress(b" " * 10_000_000) for _ in range(250)]
    return b"".join([content[:begin], *packed, packer.flush(), content[end:]])


def test_a_file_that_unfolds_without_end_is_refused_and_takes_nobody_along():
    content = bomb()
    assert len(content) < MOST_BYTES
    assert why_refused(content) != ""


def test_a_plain_pdf_is_taken():
    assert why_refused(pdf()) == ""
    assert why_refused(pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)) == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\x00" + b"\x00" * 500, "geen PDF"),
        (b"", "geen PDF"),
        (b"<html><script>alert(1)</script>", "geen PDF"),
        (b"%PDF-1.7\nMZ\x90" + b"\x00" * 500, "beschadigd"),
        (pdf()[:200], "beschadigd"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "wachtwoord"),
        (pdf(with_script), "script"),
        (pdf(with_direct_script), "script"),
        (pdf(with_file), "ander bestand"),
        (pdf(with_launch), "script"),
        (b"%PDF-" + b" " * MOST_BYTES, "te groot"),
    ],
)
def test_anything_else_is_refused_with_the_reason(content, words):
    assert words in why_refused(content)


def test_a_decision_goes_with_its_pdf_and_comes_back_as_a_file(cast, plan, sign_in):
    client, besluit = sign_in(cast.ambtenaar), of(plan, "Ridderkerk")
    path = f"/plannen/{plan.pk}/vaststelling/{besluit.pk}/vastgesteld/"
    fields = {"version": 1, "on": "2026-11-01", "number": "Z-26/114"}
    evil = SimpleUploadedFile("besluit.pdf", b"MZ\x90\x00", content_type="application/pdf")
    refused = client.post(path, fields | {"paper": evil})
    assert refused.status_code == 422
    assert "Dit is geen PDF" in refused.content.decode()
    assert of(plan, "Ridderkerk").status == BesluitStatus.IN_VOORBEREIDING
    assert not Paper.objects.exists()
    content = pdf()
    good = SimpleUploadedFile('..\\..\\b"esluit\r\n.pdf', content, content_type="text/html")
    assert client.post(path, fields | {"paper": good}).status_code == 302
    paper = of(plan, "Ridderkerk").paper
    answer = client.get(f"/plannen/{plan.pk}/stukken/{paper.pk}/")
    assert answer.content == content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in paper.name
    assert answer["X-Content-Type-Options"] == "nosniff"
    for name in ("andere_ambtenaar", "landelijk", "nobody"):
        assert sign_in(cast.people.get(name)).get(f"/plannen/{plan.pk}/stukken/{paper.pk}/").status_code in (302, 404)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(cast, plan, sign_in):
    besluit = besluiten_of(plan)[1]
    large = SimpleUploadedFile("besluit.pdf", b"%PDF-" + b" " * MOST_BYTES)
    answer = sign_in(cast.ambtenaar).post(
        f"/plannen/{plan.pk}/vaststelling/{besluit.pk}/vastgesteld/",
        {"version": 1, "on": "2026-11-01", "paper": large},
    )
    assert answer.status_code == 422
    assert "te groot" in answer.content.decode()


def test_a_paper_is_kept_for_good(cast):
    paper = Paper.objects.create(plan=cast.plan, name="x.pdf", content=b"x", size=1, sha256="0" * 64, by=cast.ambtenaar)
    for act in (lambda: Paper.objects.update(name="y.pdf"), paper.delete):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()
