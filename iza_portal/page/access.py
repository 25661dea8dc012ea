from django.shortcuts import get_object_or_404


def get_visible_or_404(queryset, user, **lookup):
    """Answer the object that `user` may see; what they may not see does not exist for them (404)."""
    return get_object_or_404(queryset.visible_to(user), **lookup)


def posted(request):
    """Answer the data of a posted form, or None: a form without fields is posted too, with an empty dict."""
    return request.POST if request.method == "POST" else None


def reposted(form, **values) -> None:
    """Let a form that was refused show these values in place of what was posted, and all else as it was posted."""
    # `|` would make a plain dict of it, with a list for each word that was typed.
    form.data = form.data.copy()
    for name, value in values.items():
        form.data[name] = value
