"""Book what was known of each receiver and year as a grant, so that the ledger begins with it.

In a migration of its own: the ledger looks at what was booked when the transaction ends.
"""

from django.db import migrations

REGELINGEN = {
    # stream: (code, title, short title, receivers, first and last year, the receiver's field, SiSa codes)
    "brede_spuk": ("brede-spuk", "Brede SPUK (GALA) 2023–2026", "Brede SPUK", "gemeente", "municipality", ("", "")),
    "spuk_iza": ("spuk-iza", "SPUK IZA 2023–2026", "SPUK IZA", "mandaatregio", "mandaatregio", ("H35", "H35B")),
}
PROVENANCE = ["source", "peildatum", "certainty", "certainty_note"]


def book(apps, schema_editor):
    """Make a budget of each receiver, and a grant of each amount."""
    get = lambda name: apps.get_model("funding", name)  # noqa: E731
    uitkering = get("Uitkering")
    for position, (stream, known) in enumerate(REGELINGEN.items(), start=1):
        code, title, short_title, receivers, receiver, (sisa, between) = known
        rows = list(uitkering.objects.filter(stream=stream).select_related("mandaatregio", "municipality"))
        if not rows:
            continue
        # The file of regelingen says the rest of it, at the next load.
        regeling = get("Regeling").objects.create(
            code=code,
            title=title,
            short_title=short_title,
            explanation=title,
            receivers=receivers,
            stream=stream,
            first_year=2023,
            last_year=2026,
            is_planned=False,
            sisa_code=sisa,
            sisa_code_between=between,
            position=position,
            **{name: getattr(rows[0], name) for name in PROVENANCE},
        )
        budgets = {}
        for row in rows:
            of = getattr(row, receiver)
            holder = of.mandaathouder_id if receiver == "mandaatregio" else of.organisation_id
            if of.pk not in budgets:
                budgets[of.pk] = get("Budget").objects.create(regeling=regeling, holder_id=holder, **{receiver: of})
            boekstuk = get("Boekstuk").objects.create(
                budget=budgets[of.pk],
                act="beschikking",
                on=row.peildatum,
                book_year=row.peildatum.year,
                cents=row.cents,
                note=row.source,
            )
            get("Boeking").objects.create(
                boekstuk=boekstuk,
                budget=budgets[of.pk],
                soort="verlening",
                year=row.year,
                book_year=boekstuk.book_year,
                on=boekstuk.on,
                cents=row.cents,
                text="Verleend volgens de regeling",
            )
            get("Beschikking").objects.create(
                budget=budgets[of.pk],
                boekstuk=boekstuk,
                kind="verlening",
                year=row.year,
                cents=row.cents,
                on=boekstuk.on,
                **{name: getattr(row, name) for name in PROVENANCE},
            )


def put_back(apps, schema_editor):
    """Make the amounts per receiver and year again of the grants that came with the published figures."""
    streams = {known[0]: (stream, known[4]) for stream, known in REGELINGEN.items()}
    beschikkingen = apps.get_model("funding", "Beschikking").objects.filter(by=None)
    for found in beschikkingen.select_related("budget__regeling"):
        stream, receiver = streams[found.budget.regeling.code]
        apps.get_model("funding", "Uitkering").objects.update_or_create(
            stream=stream,
            year=found.year,
            **{f"{receiver}_id": getattr(found.budget, f"{receiver}_id")},
            defaults={"cents": found.cents, **{name: getattr(found, name) for name in PROVENANCE}},
        )


class Migration(migrations.Migration):
    dependencies = [("funding", "0002_a_ledger_of_postings")]

    operations = [migrations.RunPython(book, put_back)]
