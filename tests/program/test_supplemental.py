import pytest

from program.month.supplemental import SUPPLEMENTAL


@pytest.mark.parametrize("name", [name for name in SUPPLEMENTAL if name != "none"])
def test_a_name_says_template_sets_reps_and_rate(name: str) -> None:
    chosen = SUPPLEMENTAL[name]
    rate = "" if chosen.rate is None else f"@{chosen.rate}"
    assert name == f"{chosen.template} {chosen.sets}x{chosen.reps}{rate}"


def test_none_is_no_work() -> None:
    assert SUPPLEMENTAL["none"].template == "none"
    assert SUPPLEMENTAL["none"].sets == 0


@pytest.mark.parametrize(
    ("name", "sets", "reps", "rate"),
    [("FSL 5x5", 5, 5, None), ("BBB 5x10@50", 5, 10, 50), ("BBB 5x10@60", 5, 10, 60), ("BBS 10x5", 10, 5, None)],
)
def test_the_templates_are_those_of_the_books(name: str, sets: int, reps: int, rate: int | None) -> None:
    chosen = SUPPLEMENTAL[name]
    assert (chosen.sets, chosen.reps, chosen.rate) == (sets, reps, rate)
