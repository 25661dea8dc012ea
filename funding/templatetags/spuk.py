from django import template

from funding.spuk.filing import shown_to

register = template.Library()


@register.inclusion_tag("funding/spuk/_file_section.html", takes_context=True)
def application_file(context, aanvraag, application):
    """Show the file of an application for the SPUK: how far it is, or the way to it; one query."""
    return shown_to(context["request"].user, aanvraag, application)
