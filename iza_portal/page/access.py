from django.shortcuts import get_object_or_404


def get_visible_or_404(queryset, user, **lookup):
    """Answer the object that `user` may see; what they may not see does not exist for them (404)."""
    return get_object_or_404(queryset.visible_to(user), **lookup)


def posted(request):
    """Answer the data of a posted form, or None: a form without fields is posted too, with an empty dict."""
    return request.POST if request.method == "POST" else None
