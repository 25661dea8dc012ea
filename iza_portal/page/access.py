from django.shortcuts import get_object_or_404


def get_visible_or_404(queryset, user, **lookup):
    """Answer the object that `user` may see; what they may not see does not exist for them (404)."""
    return get_object_or_404(queryset.visible_to(user), **lookup)
