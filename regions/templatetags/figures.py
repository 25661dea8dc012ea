from html import escape

from django import template
from django.utils.safestring import SafeString

from iza_portal.reference.models import Certainty

register = template.Library()


@register.simple_tag
def table_of_figures(table):
    """Write head and body of a table of a block (`regions.figures.blocks`): the first column names what a row is of.

    Written here and not in a template: a page has hundreds of such cells, and a dossier has the same ones.
    """
    first, *others = table["headings"]
    head = "".join(f'<th scope="col" class="numeric">{escape(heading)}</th>' for heading in others)
    body = "\n".join(_row(*row) for row in table["rows"])
    return SafeString(f'<thead><tr><th scope="col">{escape(first)}</th>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>')


@register.simple_tag
def rows_of_ranking(ranking):
    """Write the rows of a ranking (`regions.figures.indicator_page.Ranked`): rank, name and figure of each."""
    return SafeString("\n".join(map(_ranked, ranking)))


def _ranked(line):
    mark, name = "", escape(line.name)
    if line.region is None:
        mark = ' class="country"'
    else:
        name = f'<a href="{escape(line.address)}">{name}</a>'
        if line.is_chosen:
            mark = ' aria-current="true"'
        if line.region.certainty == Certainty.RECONSTRUCTIE:
            name += ' <span class="small">(reconstructie)</span>'
    rank = "" if line.rank is None else line.rank
    return (
        f'<tr{mark}><td class="numeric">{rank}</td><th scope="row">{name}</th>'
        f'<td class="numeric">{escape(line.text)}</td></tr>'
    )


def _row(name, *cells):
    figures = "".join(f'<td class="numeric">{escape(cell)}</td>' for cell in cells)
    return f'<tr><th scope="row">{escape(name)}</th>{figures}</tr>'
