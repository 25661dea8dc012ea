"""Courses of a transformatieplan, with the whole company acting at random.

Whatever anybody tries, in whatever order: the plan is in a state that the table of moves leads to; nobody does what they
have no right to; nobody reads of a judgment before its time, on any page; and every term is the one that a calendar gives.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from iza_portal.outdated import OutdatedVersion
from plans.models.transformatie import (
    Advies,
    Beoordeling,
    Beoordelingstand,
    Besluitstand,
    Indiening,
    Oordeel,
    Planbesluit,
    Transformatieplan,
    Uitkomst,
)
from plans.transformatie import moving
from plans.transformatie.beoordeling import assigning, judging, noting, signing
from plans.transformatie.besluiten import deciding
from plans.transformatie.indienen.submitting import submit, take_back
from plans.transformatie.kaders import judged_criteria
from plans.transformatie.vragen import asking
from plans.transformatie.workflow import MOVES, Planstand
from tests.plans.transformatie.whole_plans import complete

REFUSED = (PermissionDenied, ValidationError, OutdatedVersion)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LEADER_1, LEADER_2 = {"beoordelaar_1", "beoordelaar_1b"}, {"beoordelaar_2", "beoordelaar_2b"}
LEADERS = LEADER_1 | LEADER_2
LEAD = {"ambtenaar", "bestuurder"}
PARTIES = LEAD | {"beheerder", "zorgaanbieder", "betrokkene"}
OTHER_INSURER = {"andere_verzekeraar"}
JUDGED = {Planstand.SNELLE_TOETS, Planstand.BEOORDELING}
#: Summer time begins and ends, a year ends, and an ordinary day: near midnight, where a day is easily lost.
BEGINNINGS = [
    datetime(2027, 3, 27, 23, 30, tzinfo=AMSTERDAM),
    datetime(2027, 10, 30, 23, 59, tzinfo=AMSTERDAM),
    datetime(2027, 12, 31, 23, 30, tzinfo=AMSTERDAM),
    datetime(2027, 6, 1, 0, 5, tzinfo=AMSTERDAM),
]


@dataclass
class Secrets:
    """Words that were written in private, each with who may read them: by the names of the company."""

    readers: dict[str, set[str]] = field(default_factory=dict)

    def new(self, readers: set[str]) -> str:
        word = f"geheim{len(self.readers):04}x"
        self.readers[word] = set(readers)
        return word


@pytest.fixture
def course(company, sign_in):
    """Answer the machine, bound to this company."""
    complete(company.transformatieplan, by=company.ambtenaar)
    company.hit.delete()
    reached: Counter[str] = Counter()
    names = sorted(name for name, person in company.people.items() if person.pk)

    class Course(RuleBasedStateMachine):
        @initialize(begins=st.sampled_from(BEGINNINGS))
        def begin(self, begins):
            self.block = transaction.atomic()
            self.block.__enter__()
            self.clock = time_machine.travel(begins, tick=False)
            self.moment = self.clock.start()
            self.secrets = Secrets()
            self.recused: dict[str, set[int]] = {}
            self.shared_with_both: set[int] = set()

        def teardown(self):
            if hasattr(self, "block"):
                self.clock.stop()
                transaction.set_rollback(True)
                self.block.__exit__(None, None, None)

        @property
        def plan(self):
            return Transformatieplan.objects.get(pk=company.transformatieplan.pk)

        @property
        def indiening(self):
            return Indiening.objects.select_related("plan").filter(plan=company.transformatieplan).last()

        def person(self, name):
            person = company.people[name]
            for kept in ("_roles", "active_memberships", "hat"):
                person.__dict__.pop(kept, None)
            return person

        def attempt(self, name, act, may: set[str], states: set[str]):
            """Let a person try something; what must fail fails, and leaves everything as it is."""
            before = self.plan.status
            try:
                with transaction.atomic():
                    answer = act(self.person(name))
            except REFUSED:
                assert self.plan.status == before
                return None
            assert name in may, f"{name} has no right to do this"
            assert before in states, f"this is not done in {before}"
            return answer

        # the applicants

        @rule(name=st.sampled_from(names), source=st.sampled_from(list(Planstand)))
        def submit(self, name, source):
            self._submit(name, source)

        @rule(name=st.sampled_from(sorted(LEAD)))
        def submit_as_it_stands(self, name):
            self._submit(name, self.plan.status)

        def _submit(self, name, source):
            states = {Planstand.CONCEPT, Planstand.AANVULLEN, Planstand.UITWERKEN, Planstand.AANPASSEN}
            made = self.attempt(name, lambda by: submit(self.plan, by=by, source=source), LEAD, states)
            if made is not None:
                today = datetime.now(AMSTERDAM).date()
                assert made.due_on == today + timedelta(days=28)
                assert made.kader == company.kader
                assert {each.organisation_id for each in made.beoordelingen.all()} == {*self.plan.leaders}

        @rule(name=st.sampled_from(names), source=st.sampled_from(list(Planstand)))
        def take_back(self, name, source):
            states = {*JUDGED, Planstand.VOORGENOMEN}
            self.attempt(
                name, lambda by: take_back(self.plan, by=by, source=source, reason="Nog niet af."), LEAD, states
            )

        @rule(name=st.sampled_from(names), source=st.sampled_from(list(Planstand)))
        def withdraw(self, name, source):
            # Seldom, for a course that ends at once shows little.
            if datetime.now(AMSTERDAM).day % 7 == 0:
                states = {move.source for move in MOVES if move.target == Planstand.INGETROKKEN}
                self.attempt(
                    name,
                    lambda by: moving.withdraw(self.plan, by=by, source=source, reason="Gaat niet door."),
                    LEAD,
                    states,
                )

        # the two market leaders, apart from each other

        def own_side(self, name) -> set[str]:
            return LEADER_1 if name in LEADER_1 else LEADER_2

        def judging_people(self) -> set[str]:
            gone = self.recused.get("recused", set())
            return {name for name in LEADERS if company.people[name].pk not in gone}

        @precondition(lambda self: self.indiening is not None)
        @rule(
            name=st.sampled_from(names),
            number=st.integers(0, 40),
            outcome=st.sampled_from(list(Uitkomst)),
            stale=st.booleans(),
        )
        def judge(self, name, number, outcome, stale):
            indiening = self.indiening
            criteria = judged_criteria(indiening.kader, indiening.step, with_money=True)
            criterion = criteria[number % len(criteria)]
            word = self.secrets.new(self.own_side(name))
            own = Oordeel.objects.filter(
                beoordeling__indiening=indiening,
                beoordeling__organisation=company.people[name].hat,
                criterion=criterion,
            ).first()
            version = (own.version if own else 0) + stale

            def act(by):
                return judging.judge(
                    indiening, by=by, criterion=criterion, version=version, outcome=outcome, reason=word
                )

            self.attempt(name, act, self.judging_people(), JUDGED)

        @precondition(lambda self: self.indiening is not None and self.plan.status in JUDGED)
        @rule(name=st.sampled_from(sorted(LEADERS)))
        def judge_all(self, name):
            """Go through all criteria at once, so that courses come further than chance would bring them."""
            indiening = self.indiening
            for criterion in judged_criteria(indiening.kader, indiening.step, with_money=True):
                word = self.secrets.new(self.own_side(name))

                def act(by, criterion=criterion, word=word):
                    return judging.judge(indiening, by=by, criterion=criterion, version=0, outcome="deels", reason=word)

                self.attempt(name, act, self.judging_people(), JUDGED)

        @precondition(lambda self: self.indiening is not None)
        @rule(name=st.sampled_from(names), advice=st.sampled_from(list(Advies)), stale=st.booleans())
        def hand_over(self, name, advice, stale):
            judgment, word = self.judgment_of(name), self.secrets.new(self.own_side(name))
            version = (judgment.version if judgment else 1) + stale

            def act(by):
                return signing.hand_over(self.indiening, by=by, version=version, advice=advice, motivation=word)

            self.attempt(name, act, self.judging_people(), JUDGED)

        @precondition(lambda self: self.indiening is not None)
        @rule(name=st.sampled_from(names), positive=st.booleans())
        def hand_over_what_fits(self, name, positive):
            step = self.indiening.step
            advice = {
                ("snelle_toets", True): Advies.IMPACTVOL,
                ("snelle_toets", False): Advies.AANVULLEN,
                ("beoordeling", True): Advies.GOEDKEUREN,
                ("beoordeling", False): Advies.AANPASSEN,
            }[step, positive]
            judgment, word = self.judgment_of(name), self.secrets.new(self.own_side(name))
            version = judgment.version if judgment else 1

            def act(by):
                return signing.hand_over(self.indiening, by=by, version=version, advice=advice, motivation=word)

            self.attempt(name, act, self.judging_people(), JUDGED)

        def judgment_of(self, name):
            hat = company.people[name].hat
            return Beoordeling.objects.filter(indiening=self.indiening, organisation=hat).first()

        @precondition(lambda self: self.indiening is not None)
        @rule(name=st.sampled_from(names))
        def sign(self, name):
            judgment = self.judgment_of(name)
            version = judgment.version if judgment else 1
            signed = self.attempt(
                name, lambda by: signing.sign(self.indiening, by=by, version=version), self.judging_people(), JUDGED
            )
            if signed is not None:
                assert signed.signed_by_id != signed.submitted_by_id

        @precondition(lambda self: self.indiening is not None)
        @rule(name=st.sampled_from(names), is_shared=st.booleans())
        def note(self, name, is_shared):
            word = self.secrets.new(self.own_side(name) if is_shared else {name})

            def act(by):
                return noting.add_note(self.indiening, by=by, text=word, is_shared=is_shared)

            self.attempt(name, act, self.judging_people(), set(Planstand))

        @precondition(lambda self: self.indiening is not None)
        @rule(name=st.sampled_from(names))
        def recuse(self, name):
            if datetime.now(AMSTERDAM).day % 5:
                return
            done = self.attempt(
                name,
                lambda by: assigning.recuse(self.indiening, by=by, reason="Familie."),
                self.judging_people(),
                set(Planstand),
            )
            if done is not None:
                self.recused.setdefault("recused", set()).add(company.people[name].pk)

        # together

        @precondition(lambda self: self.indiening is not None)
        @rule(
            name=st.sampled_from(names),
            positive=st.booleans(),
            step=st.sampled_from(["", "snelle_toets", "definitief"]),
        )
        def propose(self, name, positive, step):
            indiening = self.indiening
            found = "deels" if positive else "voldoet_niet"
            word = self.secrets.new(LEADERS)
            criteria = [
                {"code": each.code, "outcome": found, "reason": word}
                for each in judged_criteria(indiening.kader, indiening.step, with_money=True)
            ]
            now = {Planstand.SNELLE_TOETS: "snelle_toets", Planstand.BEOORDELING: "voorgenomen"}.get(
                self.plan.status, "definitief"
            )
            outcome = {
                ("snelle_toets", True): Advies.IMPACTVOL,
                ("snelle_toets", False): Advies.AANVULLEN,
            }.get((indiening.step, positive), Advies.GOEDKEUREN if positive else Advies.AANPASSEN)

            def act(by):
                return deciding.propose(
                    indiening, by=by, step=step or now, outcome=outcome, motivation=word, criteria=criteria
                )

            self.attempt(name, act, self.judging_people(), {*JUDGED, Planstand.VOORGENOMEN})

        def publish(self, sent):
            """A letter is read by the parties, and from the preliminary decision on by every insurer."""
            readers = PARTIES | LEADERS | (OTHER_INSURER if sent.step != "snelle_toets" else set())
            for word in re.findall(r"geheim\d{4}x", str(sent.content)):
                self.secrets.readers[word] = readers

        def go_on(self, positive):
            """Do what is next, by who is to do it, so that courses come to their end."""
            reached[self.plan.status] += 1
            match self.plan.status:
                case Planstand.CONCEPT | Planstand.AANVULLEN | Planstand.UITWERKEN | Planstand.AANPASSEN:
                    self.submit_as_it_stands("ambtenaar")
                case Planstand.SNELLE_TOETS | Planstand.BEOORDELING | Planstand.VOORGENOMEN:
                    self.decide(positive)

        def decide(self, positive):
            for name, second in (("beoordelaar_1", "beoordelaar_1b"), ("beoordelaar_2", "beoordelaar_2b")):
                judgment = self.judgment_of(name)
                if judgment.status == Beoordelingstand.BEZIG:
                    self.judge_all(name)
                    self.hand_over_what_fits(name, positive)
                    return
                if judgment.status == Beoordelingstand.TER_ONDERTEKENING:
                    self.sign(second if judgment.submitted_by == company.people[name] else name)
                    return
            besluit = self.besluit_now()
            if besluit is None:
                if self.plan.status == Planstand.VOORGENOMEN:
                    self.moment.shift(timedelta(days=15))
                self.propose("beoordelaar_2", positive, "")
            elif besluit.status == Besluitstand.VOORSTEL:
                self.confirm("beoordelaar_1" if besluit.proposed_for == company.insurer_2 else "beoordelaar_2", False)
            else:
                self.send("beoordelaar_1")

        def besluit_now(self):
            step = {Planstand.SNELLE_TOETS: "snelle_toets", Planstand.BEOORDELING: "voorgenomen"}
            rows = Planbesluit.objects.filter(indiening=self.indiening, step=step.get(self.plan.status, "definitief"))
            return rows.exclude(status=Besluitstand.AFGEWEZEN).last()

        def besluit(self):
            return Planbesluit.objects.select_related("indiening__plan").last()

        @precondition(lambda self: self.besluit() is not None)
        @rule(name=st.sampled_from(names), stale=st.booleans())
        def confirm(self, name, stale):
            besluit = self.besluit()
            other = {company.people[each].pk for each in LEADERS} - {besluit.proposed_by_id}
            may = {each for each in self.judging_people() if company.people[each].pk in other}
            done = self.attempt(
                name,
                lambda by: deciding.confirm(besluit, by=by, version=besluit.version + stale),
                may,
                {*JUDGED, Planstand.VOORGENOMEN},
            )
            if done is not None:
                assert done.confirmed_for_id != done.proposed_for_id

        @precondition(lambda self: self.besluit() is not None)
        @rule(name=st.sampled_from(names))
        def reject(self, name):
            if datetime.now(AMSTERDAM).day % 4:
                return
            besluit = self.besluit()
            self.attempt(
                name,
                lambda by: deciding.reject(besluit, by=by, version=besluit.version, reason="Nog niet."),
                self.judging_people(),
                {*JUDGED, Planstand.VOORGENOMEN},
            )

        @precondition(lambda self: self.besluit() is not None)
        @rule(name=st.sampled_from(names))
        def send(self, name):
            besluit = self.besluit()
            may = self.judging_people() & LEADER_1
            sent = self.attempt(
                name,
                lambda by: deciding.send(besluit, by=by, version=besluit.version),
                may,
                {*JUDGED, Planstand.VOORGENOMEN},
            )
            if sent is None:
                return
            self.publish(sent)
            indiening = self.indiening
            if sent.step == "voorgenomen":
                today = datetime.now(AMSTERDAM).date()
                assert indiening.questions_until == today + timedelta(days=14)
                assert indiening.due_on == today + timedelta(days=28)
            else:
                assert indiening.closed_at is not None

        @precondition(lambda self: self.indiening is not None)
        @rule(name=st.sampled_from(names))
        def ask(self, name):
            word = self.secrets.new(PARTIES | self.own_side(name))
            before = self.plan.status
            may = self.judging_people() if before in JUDGED else {"andere_verzekeraar"}

            def act(by):
                return asking.ask(self.indiening, by=by, place="knelpunten", text=word)

            asked = self.attempt(name, act, may, {*JUDGED, Planstand.VOORGENOMEN})
            if asked is not None and before == Planstand.VOORGENOMEN:
                self.secrets.readers[word] = PARTIES | LEADERS | OTHER_INSURER

        @rule(days=st.sampled_from([1, 3, 15]))
        def let_time_pass(self, days):
            self.moment.shift(timedelta(days=days))

        # what everybody reads

        @rule(name=st.sampled_from([*names, "nobody"]), number=st.integers(0, 30))
        def look(self, name, number):
            """Open a page and look for what this person may not know yet."""
            person = company.people[name]
            client = sign_in(None if person.is_anonymous else self.person(name))
            indiening = self.indiening
            paths = [
                f"/transformatieplannen/{company.transformatieplan.pk}/",
                f"/transformatieplannen/{company.transformatieplan.pk}/tekst/",
                f"/transformatieplannen/{company.transformatieplan.pk}/verloop/",
                f"/transformatieplannen/{company.transformatieplan.pk}/vragen/",
                f"/transformatieplannen/{company.transformatieplan.pk}/besluiten/",
                "/transformatieplannen/",
                "/transformatieplannen/?woorden=geheim",
                "/transformatieplannen/cijfers/",
                "/transformatieplannen/werkbank/",
                "/transformatieplannen/wachtrij/",
                "/mijn-werk/",
                "/berichten/",
                "/agenda/",
            ]
            if indiening is not None:
                own = f"/transformatieplannen/{company.transformatieplan.pk}/indieningen/{indiening.pk}/"
                paths += [own, f"{own}beoordelen/", f"{own}oordelen/", f"{own}besluit/"]
            answer = client.get(paths[number % len(paths)])
            assert answer.status_code < 500
            if answer.status_code != 200:
                return
            said = answer.content.decode()
            for word in re.findall(r"geheim\d{4}x", said):
                assert name in self.readers_of(word), f"{name} reads {word} on {paths[number % len(paths)]}"

        def readers_of(self, word) -> set[str]:
            readers = set(self.secrets.readers[word])
            # Once both judged, either side reads what the other found, and what it asked.
            if readers & LEADERS and self.is_of_a_judgment_that_both_gave(word):
                readers |= LEADERS
            return readers

        def is_of_a_judgment_that_both_gave(self, word) -> bool:
            for indiening in Indiening.objects.filter(plan=company.transformatieplan):
                judged = indiening.beoordelingen.filter(status=Beoordelingstand.INGEDIEND).count()
                if judged == 2 and (
                    indiening.beoordelingen.filter(oordelen__reason=word).exists()
                    or indiening.beoordelingen.filter(motivation=word).exists()
                    or indiening.vragen.filter(text=word).exists()
                ):
                    return True
            return False

        # what always holds

        @invariant()
        def one_submission_is_open_exactly_while_it_is_judged(self):
            if not hasattr(self, "block"):
                return
            is_open = Indiening.objects.filter(plan=company.transformatieplan, closed_at=None).count()
            assert is_open == (self.plan.status in {*JUDGED, Planstand.VOORGENOMEN})

        @invariant()
        def nothing_is_sent_that_one_alone_stands_for(self):
            if not hasattr(self, "block"):
                return
            for besluit in Planbesluit.objects.filter(status=Besluitstand.VERZONDEN):
                assert {besluit.proposed_for_id, besluit.confirmed_for_id} == {*self.plan.leaders}
                assert besluit.proposed_by_id != besluit.confirmed_by_id
                signed = besluit.indiening.beoordelingen.filter(status=Beoordelingstand.INGEDIEND)
                assert signed.count() == 2

    Course.reached = reached
    # Half of all acts are the next right one: by chance alone no course would come to its end.
    for number in range(18):
        setattr(Course, f"go_on_{number}", rule(positive=st.booleans())(Course.go_on))
    return Course


def test_no_course_leads_where_it_should_not(course):
    run_state_machine_as_test(
        course,
        settings=settings(
            max_examples=20,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A course reads as it is; making it shorter would take longer than all courses together.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            print_blob=True,
        ),
    )
    # Courses that never came far would prove nothing.
    assert {*JUDGED, Planstand.VOORGENOMEN, Planstand.UITWERKEN, Planstand.WACHTRIJ} <= course.reached.keys()
