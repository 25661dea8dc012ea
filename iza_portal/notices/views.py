"""A person's own notices, and what they wish to be mailed about."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.notices import reading
from iza_portal.notices.forms import WishesForm
from iza_portal.notices.models import Notice, NoticeKind
from iza_portal.notices.wishes import change_wishes, wishes_of
from iza_portal.page.access import posted

NOTICES_ON_A_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request):
    """When the person is mailed; every mail leads here."""
    now = wishes_of(request.user)
    form = WishesForm(posted(request), initial={"talk": now.talk, "reminders": now.reminders})
    if form.is_valid():
        change_wishes(by=request.user, **form.cleaned_data)
        messages.success(request, "Uw keuze is opgeslagen.")
        return redirect("notice-wishes")
    return render(request, "notices/wishes.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_safe
def notice_list(request):
    """All notices of the person, the latest first."""
    notices = Notice.objects.filter(person=request.user).exclude(kind=NoticeKind.TERMIJN)
    page = Paginator(notices, NOTICES_ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {"page_obj": page, "has_unread": any(notice.read_at is None for notice in page)}
    return render(request, "notices/list.html", context)


@login_required
@require_safe
def open_notice(request, pk):
    """Go to where the notice leads; whoever opens it has read it."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    if request.method == "GET":
        reading.mark_read(notice)
    return redirect(notice.path)


@login_required
@require_POST
def mark_read(request):
    """Note that the person read their notices, up to the latest that the page showed."""
    up_to = request.POST.get("tot", "")
    # Longer ones are no key of a row.
    if (
        up_to.isascii()
        and up_to.isdigit()
        and len(up_to) < 19
        and reading.mark_all_read(by=request.user, up_to=int(up_to))
    ):
        messages.success(request, "Uw berichten staan op gelezen.")
    return redirect("notice-list" if request.POST.get("terug") == "berichten" else "my-work")
