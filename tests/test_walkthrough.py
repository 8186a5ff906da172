"""The page that walks a physiotherapist through an exercise of their own is true.

Its commands run one after another, its files are those that it shows, and a scripted person is
filmed.  ``pytest tests/test_walkthrough.py --update-golden`` writes what they print into the page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from support.commands import run
from support.performer import perform, plan_for
from support.walkthrough import CAMERA, FILES, PAGE, PERFORMED, TEXT, done, film
from support.watching import in_a_row, watch

from formcheck.authoring.learn import learn
from formcheck.authoring.proposal import ProposalRequest
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from pathlib import Path

SHOWN: Final = re.compile(r"```console\n(.*?)\n```\n(?:\n```text\n(.*?)\n```\n)?", re.DOTALL)


def test_commands_of_the_page_print_what_it_shows(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    pytestconfig: pytest.Config,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, script in PERFORMED.items():
        film(tmp_path / f"{name}_set.npz", script)
    text = TEXT
    commands = SHOWN.findall(TEXT)
    assert len(commands) == 6
    for command, shown in commands:
        done = run(capsys, *command.replace(".mp4", ".npz").split()[1:])
        assert done.code == 0, done.err
        if " new " in command:
            assert "TO DO" in (tmp_path / "standing_calf_raise.toml").read_text()
            for name, content in FILES.items():
                (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
        if not shown:
            continue
        printed = done.out.strip()
        if pytestconfig.getoption("--update-golden"):
            block = f"{command}\n```\n\n```text\n"
            text = text.replace(f"{block}{shown}\n", f"{block}{printed}\n")
        else:
            assert shown == printed
    if text != TEXT:
        PAGE.write_text(text, encoding="utf-8")


def made(name: str, folder: Path) -> Exercise:
    file = folder / f"{name}.toml"
    file.write_text(FILES[name], encoding="utf-8")
    return load_exercise(file)


@pytest.mark.parametrize(
    ("name", "fault"), [(name, fault) for name, row in PERFORMED.items() for fault in row.faults]
)
def test_every_fault_of_the_page_is_seen(tmp_path: Path, name: str, fault: str) -> None:
    exercise, script = made(name, tmp_path), PERFORMED[name]
    assert script.faults.keys() == {row.name for row in exercise.fault}
    report = watch(exercise, done(script, script.faults[fault])).report
    assert report.counts.total == 3
    assert all(fault in rep.faults for rep in report.reps)
    assert not {*report.reps[0].faults} - {fault}


@pytest.mark.parametrize(
    ("name", "limit"), [(name, limit) for name, row in PERFORMED.items() for limit in row.limits]
)
def test_every_limit_of_the_page_is_seen(tmp_path: Path, name: str, limit: str) -> None:
    exercise, at = made(name, tmp_path), PERFORMED[name].limits[limit]
    assert not watch(exercise, done(PERFORMED[name], at.inside)).report.limits
    report = watch(exercise, done(PERFORMED[name], at.beyond)).report
    assert {row.name for row in report.limits} == {limit}
    assert report.counts.good == 0


def test_a_lunge_of_the_other_leg_is_not_counted(tmp_path: Path) -> None:
    script = PERFORMED["forward_lunge"]
    plan = plan_for(script)
    behind = perform(script, plan=plan, tweaks={"behind": 1.0}, recording=CAMERA)
    report = watch(made("forward_lunge", tmp_path), behind).report
    assert report.counts.total == 0
    assert {part.reason for part in report.partial_reps} == {"other_leg_in_front"}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", PERFORMED)
def test_learn_proposes_view_and_position_of_the_page_and_knows_its_angle(
    tmp_path: Path, name: str
) -> None:
    """No shipped exercise counts the two; a set with one that is too small is learnt alike."""
    written, script = made(name, tmp_path), PERFORMED[name]
    half_deg = (script.rest_deg + script.peak_deg) / 2
    small = done(script, reps=1, peak_deg=half_deg)
    for poses in (done(script, reps=4), in_a_row(done(script, reps=4), small)):
        learnt = learn(poses, ProposalRequest(name, 4))
        mine = Exercise.model_validate(learnt.table)
        assert learnt.known is None
        assert (mine.view.plane, mine.position) == (written.view.plane, written.position)
        first = [mine.movement.measure, *(row.trace.measure for row in learnt.others)][:3]
        assert written.movement.measure in first
