from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.simple_tag
def table_of_figures(table):
    """Write head and body of a table of a block (`regions.figures.blocks`): the first column names what a row is of.

    Written here and not in a template: a page has hundreds of such cells, and a dossier has the same ones.
    """
    first, *others = table["headings"]
    head = format_html_join("", '<th scope="col" class="numeric">{}</th>', ((heading,) for heading in others))
    body = format_html_join(
        "\n",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (name, format_html_join("", '<td class="numeric">{}</td>', ((cell,) for cell in cells)))
            for name, *cells in table["rows"]
        ),
    )
    return format_html('<thead><tr><th scope="col">{}</th>{}</tr></thead>\n<tbody>\n{}\n</tbody>', first, head, body)
