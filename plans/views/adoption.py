from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_http_methods

from iza_portal.moves.views import ask_to_move
from iza_portal.page.access import get_visible_or_404
from plans import adoption, rules
from plans.consultaties.rounds import obstacle_to_agree
from plans.models import Regioplan
from plans.workflow import MOVES, Status


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_plan(request, pk, source, target):
    plan = get_visible_or_404(Regioplan.objects.select_related("region"), request.user, pk=pk)
    return ask_to_move(
        request,
        plan,
        source,
        target,
        moves=MOVES,
        may_move=rules.may_move,
        move=adoption.move,
        template="plans/move.html",
        context={"plan": plan, "obstacle": obstacle_to_agree(plan) if target == Status.AKKOORD_TAFEL else ""},
    )
