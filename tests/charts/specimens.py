"""Charts of every kind: those that people will meet, and whatever else could be asked for."""

from datetime import date

from hypothesis import strategies as st

from iza_portal.charts.drawing import KINDS

OWN = [[year, 19.6 + 0.3 * (year - 2015)] for year in range(2015, 2025)]
COUNTRY = [[year, 17.8 + 0.3 * (year - 2015)] for year in range(2015, 2025)]
PROGNOSIS = [[2025, 23, 22.8, 23.2], [2030, 25, 24.1, 25.9], [2040, 27.4, 25.4, 29.3]]
ROWS = [
    {"name": "ZHE-BAR", "value": 22.6, "part": "own"},
    {"name": "Goeree-Overflakkee", "value": 26.1},
    {"name": "Nissewaard", "value": 21.9},
    {"name": "Brielle", "word": "minder dan 5"},
    {"name": "Nederland", "value": 20.5, "part": "country"},
]
SPECIMENS = [
    {
        "kind": "trend",
        "title": "Inwoners van 65 jaar en ouder, 2015 tot en met 2040",
        "line": {"name": "ZHE-BAR", "values": OWN, "prognosis": PROGNOSIS},
        "comparisons": [{"name": "Nederland", "values": COUNTRY}],
        "unit": "%",
        "decimals": 1,
    },
    {
        "kind": "trend",
        "title": "Huisartsen, 2012 tot en met 2022",
        "line": {"name": "Zuid-Hollandse Eilanden en BAR-gemeenten", "values": [[2012, 6.8], [2016, 6.1], [2022, 5.2]]},
        "comparisons": [
            {"name": "Nederland", "values": [[2012, 6.5], [2022, 6.05]]},
            {"name": "Rotterdam", "values": [[2012, 6.4], [2022, 6]]},
        ],
        "unit": "per 10.000 inwoners",
        "decimals": 1,
    },
    {"kind": "bars", "title": "Inwoners van 65 jaar en ouder, 2024", "rows": ROWS, "unit": "%", "decimals": 1},
    {"kind": "bars", "title": "Saldo", "rows": [{"name": "Brielle", "value": -1210}, {"name": "Gouda", "value": 40}]},
    {"kind": "bars", "title": "Zestig", "rows": [{"name": f"Gemeente {nr}", "value": 900 + nr} for nr in range(60)]},
    {"kind": "strip", "title": "Inwoners van 65 jaar en ouder in de regio’s", "rows": ROWS, "unit": "%", "decimals": 1},
    {"kind": "legend", "title": "Wat de kleuren zeggen", "edges": [17, 19, 21, 23], "unit": "%"},
    {
        "kind": "course",
        "title": "Valrisico ingeschat: start 5%, laatst gemeten 8%, streefwaarde 14%",
        "start": ["2025-12-31", "5"],
        "target": ["2028-12-31", "14"],
        "values": [["2026-06-30", "6.5"], ["2026-09-30", "8"]],
        "unit": "%",
        "decimals": 1,
    },
]

names = st.text(max_size=60) | st.sampled_from(["Zuid-Hollandse Eilanden en BAR-gemeenten", "<b>&\"'", "]]>"])
figures = st.none() | st.floats() | st.integers(-(10**16), 10**16) | st.floats(-100, 100) | st.sampled_from([0, 1e-300])
years = st.integers(1990, 2060)
units = st.sampled_from(["", "%", "€", "per 10.000 inwoners", "x" * 200])
decimals = st.integers(0, 2)
lines = st.fixed_dictionaries(
    {"name": names},
    optional={
        "values": st.lists(st.tuples(years, figures), max_size=15),
        "prognosis": st.lists(st.tuples(years, figures) | st.tuples(years, figures, figures, figures), max_size=6),
    },
)
rows = st.lists(
    st.fixed_dictionaries(
        {"name": names}, optional={"value": figures, "word": names, "part": st.sampled_from(["", "own", "country"])}
    ),
    max_size=60,
)
points = st.tuples(st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(str), figures).map(list)
measures = {"title": names, "unit": units, "decimals": decimals}
specs = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("trend"), "line": lines, "comparisons": st.lists(lines, max_size=12), **measures}
    ),
    st.fixed_dictionaries({"kind": st.sampled_from(["bars", "strip"]), "rows": rows, **measures}),
    st.fixed_dictionaries(
        {"kind": st.just("course"), **measures},
        optional={
            "start": st.none() | points,
            "target": st.none() | points,
            "values": st.lists(points, max_size=15),
        },
    ),
)
assert {spec["kind"] for spec in SPECIMENS} == {*KINDS}
