"""The four days of a lasting situation."""

from datetime import date

from csto_graph.bounds import resolve_bounds
from csto_graph.dates import bounds, extent


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_worked_example_of_the_design() -> None:
    found = resolve_bounds(
        bounds("[2006-06-23..2006-08-31]"), bounds("2012-06-28"), [extent("2012-05-01")], None
    )
    assert found.start_earliest == day("2006-06-23")
    assert found.start_latest == day("2006-08-31")
    assert found.end_earliest == found.end_latest == day("2012-06-28")


def test_without_an_end_it_is_certain_up_to_the_last_attestation() -> None:
    found = resolve_bounds(None, None, [extent("2005-06-23"), extent("2017-11-30")], None)
    assert found.start_earliest is None
    assert found.start_latest == day("2005-06-23")
    assert found.last_attested == day("2017-11-30")
    assert found.end_earliest == day("2017-12-01")
    assert found.end_latest is None
    assert "Continuity" in found.assumptions


def test_an_unknown_start_is_not_before_the_founding() -> None:
    found = resolve_bounds(None, None, [extent("2005-06-23")], day("2002-05-14"))
    assert found.start_earliest == day("2002-05-14")
    assert found.assumptions == ("NotBeforeFounding",)


def test_a_start_alone_holds_on_its_latest_day_only() -> None:
    found = resolve_bounds(bounds("2004-12"), None, [], None)
    assert found.start_latest == day("2004-12-31")
    assert found.end_earliest == day("2005-01-01")


def test_a_vague_attestation_is_certain_on_no_day() -> None:
    found = resolve_bounds(None, None, [extent("[2012-01-01..2012-05-02]")], None)
    assert found.start_latest == day("2012-05-02")
    assert found.end_earliest == day("2012-01-02")


def test_an_interval_attests_everything_from_its_late_start_to_its_early_end() -> None:
    found = resolve_bounds(None, None, [extent("1999-04/2004-04")], None)
    assert found.start_latest == day("1999-04-30")
    assert found.end_earliest == day("2004-04-02")


def test_an_attestation_within_a_vague_end_narrows_it() -> None:
    found = resolve_bounds(None, bounds("2012-06"), [extent("2012-06-10")], None)
    assert found.end_earliest == day("2012-06-11")
    assert found.end_latest == day("2012-06-30")


def test_an_attestation_outside_widens_what_it_disputes() -> None:
    found = resolve_bounds(
        bounds("2006"), bounds("2010"), [extent("2005-03-01"), extent("2012-01-01")], None
    )
    assert found.start_earliest == day("2005-03-01")
    assert found.end_latest == day("2012-01-02")


def test_possible_within() -> None:
    found = resolve_bounds(bounds("2006"), bounds("2010-05-01"), [], None)
    assert not found.possible_within(bounds("2005"))
    assert found.possible_within(bounds("2006-01-01"))
    assert not found.possible_within(bounds("2010-05-01"))
    assert resolve_bounds(None, None, [], None).possible_within(bounds("1900"))
