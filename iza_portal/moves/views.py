from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render

from iza_portal.moves.forms import MoveForm
from iza_portal.moves.moving import MayMove
from iza_portal.moves.table import Table
from iza_portal.page.access import posted


def ask_to_move(
    request,
    document,
    source: str,
    target: str,
    *,
    moves: Table,
    may_move: MayMove,
    move: Callable,
    template: str,
    context: dict,
):
    """Say what a move means and ask to confirm it; `source` is the state in which the person saw the document.

    `move` is the operation of the app that makes it, `template` its page, made of `moves/move.html`.
    """
    step = moves.find(source, target)
    if step is None:
        raise Http404
    if document.status != source:
        messages.warning(request, f"De status is intussen “{document.get_status_display()}”.")
        return redirect(document)
    if not may_move(request.user, document, step):
        raise PermissionDenied
    form = MoveForm(posted(request), move=step)
    if form.is_valid():
        try:
            move(document, by=request.user, source=source, target=target, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"De status is nu “{step.target.label}”.")
            return redirect(document)
    context = context | {"document": document, "move": step, "form": form}
    return render(request, template, context, status=422 if form.is_bound else 200)
