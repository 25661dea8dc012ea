"""One's own page, and the hat that one has on."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from iza_portal.accounts import people
from iza_portal.accounts.forms.people import NameForm
from iza_portal.page.access import posted
from iza_portal.trail.recording import history


@login_required
def profile(request):
    form = NameForm(posted(request), initial={"name": request.user.name})
    if form.is_valid():
        people.rename(request.user, by=request.user, name=form.cleaned_data["name"])
        messages.success(request, "Uw naam is gewijzigd.")
        return redirect("profile")
    context = {
        "form": form,
        "memberships": request.user.active_memberships,
        "authenticators": request.user.authenticator_set.exclude(type="recovery_codes").order_by("created_at"),
        "events": history(request.user),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def put_on_hat(request):
    """Act for another of one's organisations from now on, in this session."""
    chosen = next((hat for hat in request.user.hats if str(hat.pk) == request.POST.get("hat")), None)
    if chosen is None:
        raise Http404
    request.session["hat"] = chosen.pk
    messages.success(request, f"U werkt nu voor {chosen}.")
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else settings.LOGIN_REDIRECT_URL)
