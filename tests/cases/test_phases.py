"""Which of the 五个环节 a project is in, and what says so."""

from hypothesis import given
from hypothesis import strategies as st

from cases.rules.phases import (
    ACCEPTANCE_ITEMS,
    FILING_ITEMS,
    OPENS,
    PHASES,
    Phase,
    phases_of,
    runs_in,
)
from cases.rules.stages import Stage
from cases.rules.standings import Standing, standings_of
from cases.rules.states import CaseState

S, P = CaseState, Phase
FILING = ("enterprise-filing", Stage.LAND)
LAND = ("land-planning-granted", Stage.LAND)
WORKS = ("works-planning", Stage.PLANNING)
PERMIT = ("construction-permit", Stage.CONSTRUCTION)
FIRE = ("fire-acceptance", Stage.COMPLETION)
ACCEPTED = ("joint-acceptance", Stage.COMPLETION)
REGISTERED = ("property-registration", Stage.COMPLETION)
WASTE = ("construction-waste", Stage.PARALLEL)


def phases(*cases: tuple[tuple[str, Stage], CaseState | None]) -> list[Phase]:
    standings = standings_of((item, stage, state) for (item, stage), state in cases)
    return [found.phase for found in phases_of(standings)]


class TestAProjectIs:
    def test_planned_until_its_filing_is_granted(self):
        assert phases() == [P.PLANNED]
        assert phases((FILING, S.ACCEPTED)) == [P.PLANNED]
        assert phases((FILING, S.GRANTED)) == [P.LANDING]

    def test_landing_until_its_construction_permit_is_granted(self):
        assert phases((FILING, S.GRANTED), (WORKS, S.GRANTED), (PERMIT, S.ACCEPTED)) == [P.LANDING]

    def test_in_building_from_the_permit_to_acceptance(self):
        assert phases((PERMIT, S.GRANTED), (FIRE, S.ACCEPTED)) == [P.BUILDING]

    def test_yielding_once_accepted_and_served_once_registered(self):
        done = [(PERMIT, S.GRANTED), (ACCEPTED, S.GRANTED)]

        assert phases(*done) == [P.YIELDING]
        assert phases(*done, (REGISTERED, S.ACCEPTED)) == [P.YIELDING]
        assert phases(*done, (REGISTERED, S.GRANTED)) == [P.SERVED]

    def test_in_two_phases_when_it_starts_to_build_before_its_land_is_settled(self):
        """拿地即开工: the permit is there, the 用地规划许可 still under way."""
        assert phases((PERMIT, S.GRANTED), (LAND, S.ACCEPTED)) == [P.LANDING, P.BUILDING]

    def test_in_two_phases_while_its_permit_is_given_in_parts(self):
        assert phases((PERMIT, S.GRANTED), (PERMIT, S.ACCEPTED)) == [P.LANDING, P.BUILDING]

    def test_no_further_for_what_came_to_nothing_or_was_refused(self):
        assert phases((FILING, S.GRANTED), (PERMIT, S.TAKEN_BACK)) == [P.LANDING]
        assert phases((FILING, S.GRANTED), (PERMIT, S.DENIED)) == [P.LANDING]

    def test_as_far_as_what_is_on_record_even_when_the_beginning_is_not(self):
        """An import may know only the end of a project's story."""
        assert phases((FIRE, S.ACCEPTED)) == [P.BUILDING]

    def test_not_moved_by_what_runs_in_parallel(self):
        assert phases((WASTE, S.GRANTED)) == [P.PLANNED]


class TestTheGround:
    def test_is_the_approval_that_opened_the_phase_and_nothing_before_there_is_one(self):
        (bare,) = phases_of([])
        (built,) = phases_of(standings_of([(*PERMIT, S.GRANTED), (*FIRE, S.ACCEPTED)]))

        assert bare.ground is None
        assert built.ground == Standing(*PERMIT, granted=True, running=False)


standings = st.builds(
    Standing,
    st.sampled_from([*OPENS, "works-planning", "fire-acceptance", "construction-waste"]),
    st.sampled_from(Stage),
    granted=st.booleans(),
    running=st.booleans(),
)


@given(st.lists(standings, max_size=8))
def test_every_phase_but_the_furthest_has_an_application_under_way(found: list[Standing]):
    *before, _ = phases_of(found)

    for one in before:
        assert any(s.running and runs_in(s) is one.phase for s in found)


@given(st.lists(standings, max_size=8), standings)
def test_a_further_grant_never_takes_a_project_back(found: list[Standing], new: Standing):
    def furthest(these: list[Standing]) -> int:
        return PHASES.index(phases_of(these)[-1].phase)

    assert furthest([*found, new]) >= furthest(found)


def test_each_item_opens_at_most_one_phase():
    assert not FILING_ITEMS & ACCEPTANCE_ITEMS
