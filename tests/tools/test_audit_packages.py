"""The audit of packages: what is found, what could not be asked, and the exit code of each."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tools import audit_packages
from tools.audit_packages import FIRST, audit

if TYPE_CHECKING:
    from pathlib import Path

SOUND = {"name": FIRST, "version": "2.0", "vulns": []}
WEAK = {
    "name": "weak",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
UNKNOWN = {"name": "own", "skip_reason": "Dependency not found on PyPI"}


def stand_in(folder: Path, *, first: list[Any], all_rows: list[Any], code: int = 0) -> list[str]:
    """Return a command that answers as pip-audit does: about the first package, then about all."""
    script = folder / "pip_audit.py"
    script.write_text(
        "import sys\n"
        f"first, every = {json.dumps(json.dumps(first))}, {json.dumps(json.dumps(all_rows))}\n"
        "rows = first if '--requirement' in sys.argv else every\n"
        """print('{"dependencies": ' + rows + ', "fixes": []}')\n"""
        f"sys.exit({code})\n",
        "utf-8",
    )
    return [sys.executable, str(script)]


def test_sound_packages_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(stand_in(tmp_path, first=[SOUND], all_rows=[SOUND, UNKNOWN])) == 0
    assert capsys.readouterr().out.splitlines() == [
        "own was not checked: Dependency not found on PyPI",
        "1 packages were checked, 0 known vulnerabilities were found.",
    ]


def test_a_vulnerability_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(stand_in(tmp_path, first=[SOUND], all_rows=[SOUND, WEAK], code=1)) == 1
    assert capsys.readouterr().out.splitlines() == [
        "weak 1.0: PYSEC-1, mended in 1.1",
        "weak 1.0: PYSEC-2, mended in no version yet",
        "2 packages were checked, 2 known vulnerabilities were found.",
    ]


def test_a_vulnerability_of_the_first_package_fails(tmp_path: Path) -> None:
    weak = {**WEAK, "name": FIRST}
    assert audit(stand_in(tmp_path, first=[weak], all_rows=[weak], code=1)) == 1


def test_service_that_knows_nothing_is_not_taken_for_a_clean_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(stand_in(tmp_path, first=[UNKNOWN], all_rows=[UNKNOWN])) == 0
    assert capsys.readouterr().out == (
        "pip-audit is skipped, and nothing was checked: Dependency not found on PyPI.\n"
    )


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("raise ConnectionError('no route to the host')", "ConnectionError: no route to the host"),
        ("pass", "pip-audit printed nothing"),
        ("import time; time.sleep(60)", "no answer came in 1 s"),
    ],
)
def test_service_out_of_reach_is_skipped_with_its_reason(
    script: str,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(audit_packages, "LONGEST_S", 1.0)
    assert audit([sys.executable, "-c", script]) == 0
    assert capsys.readouterr().out == (
        f"pip-audit is skipped, and nothing was checked: {reason}.\n"
    )
