"""The files of patients: the loader's own messages, a form, and names that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from formcheck.authoring.scaffold import new_patient_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx
    from support.web_server import WebServer

FILE = new_patient_file("patient.toml", precautions=["knee_pain"], side="left")


@pytest.fixture
def client(server: WebServer) -> Iterator[httpx.Client]:
    with server.client() as opened:
        yield opened


def checked(client: httpx.Client, toml: str, form: dict[str, Any] | None = None) -> dict[str, Any]:
    sent = {"toml": toml} if form is None else {"toml": toml, "form": form}
    answer = client.post("/api/patients/check", json=sent)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_new_file_is_read_and_explained(client: httpx.Client) -> None:
    found = checked(client, FILE)
    assert found["mistakes"] == []
    assert found["form"]["precautions"] == ["knee_pain"]
    assert any("Mini squat" in line for line in found["preview"])


def test_mistakes_are_those_of_the_loader_with_their_lines(client: httpx.Client) -> None:
    found = checked(client, 'schema = 1\nname = "Anna"\nside = "upper"\nnickname = 3\n')
    assert {row["key"] for row in found["mistakes"]} >= {"side", "nickname"}
    assert {row["line"] for row in found["mistakes"]} == {3, 4}
    assert found["form"] is None
    (syntax,) = checked(client, 'name = "Anna')["mistakes"]
    assert syntax["sentence"]


def test_form_changes_the_file_and_keeps_its_comments(client: httpx.Client) -> None:
    form = checked(client, FILE)["form"]
    form["exercises"] = [
        {
            "exercise": "mini_squat", "allowed": True, "unlocked": False, "side": "", "sets": 2,
            "reps": 6, "hold_s": None, "rest_s": 90, "target_deg": None, "why": "",
        }
    ]  # fmt: skip
    form["name"] = "Änne"
    found = checked(client, FILE, form)
    assert found["mistakes"] == []
    assert "# For the physiotherapist to fill in." in found["toml"]
    assert "sets = 2" in found["toml"]
    assert found["form"]["name"] == "Änne"
    (row,) = found["form"]["exercises"]
    assert (row["sets"], row["reps"], row["rest_s"]) == (2, 6, 90)
    again = checked(client, found["toml"], {**found["form"], "exercises": []})
    assert again["form"]["exercises"] == []


def test_html_in_a_name_is_a_mistake(client: httpx.Client) -> None:
    form = checked(client, FILE)["form"]
    found = checked(client, FILE, {**form, "name": "<img src=x onerror=alert(1)>"})
    assert [row["key"] for row in found["mistakes"]] == ["name"]


def test_form_with_an_implausible_number_is_a_mistake(client: httpx.Client) -> None:
    form = checked(client, FILE)["form"]
    form["exercises"] = [{"exercise": "mini_squat", "sets": 0}]
    (mistake,) = checked(client, FILE, form)["mistakes"]
    assert mistake["key"] == "exercise.mini_squat.sets"


def test_file_is_kept_listed_used_and_removed(server: WebServer, client: httpx.Client) -> None:
    assert client.put("/api/patients/anna", json={"toml": FILE}).status_code == 200
    (patient,) = client.get("/api/patients").json()["patients"]
    assert patient["name"] == "anna"
    file = server.equipment.patients / "anna.toml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert client.get("/api/patients/anna").json()["form"]["side"] == "left"
    assert client.put("/api/settings", json={"patient": "anna"}).json()["patient"] == "anna"
    assert client.put("/api/settings", json={"patient": "eve"}).status_code == 400
    assert client.delete("/api/patients/anna").status_code == 200
    assert not file.exists()


@pytest.mark.parametrize("name", ["..", "..%2f..%2fetc%2fx", "Anna", "a.b", "a" * 61, "%00", "-a"])
def test_name_leads_to_no_other_place(server: WebServer, client: httpx.Client, name: str) -> None:
    assert client.put(f"/api/patients/{name}", json={"toml": FILE}).status_code in {400, 404, 405}
    assert client.get(f"/api/patients/{name}").status_code in {400, 404, 405}
    assert not server.equipment.patients.exists()


def test_exercise_of_a_file_is_no_path(
    client: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.toml").write_text("key = 1")
    toml = 'schema = 1\nname = "A"\n[exercise."secret"]\nsets = 2\n'
    (mistake,) = checked(client, toml)["mistakes"]
    assert "no exercise" in mistake["sentence"]


@pytest.mark.parametrize(
    "part",
    [
        'use = "../secret.toml"',
        'use = "/etc/passwd"',
        'use = "hip-start"\n[programme.add.more]\nkind = "strength"\nexercises = ["../secret"]',
    ],
)
def test_programme_of_a_file_is_no_path(client: httpx.Client, part: str) -> None:
    (mistake, *_) = checked(client, f'schema = 1\nname = "A"\n[programme]\n{part}\n')["mistakes"]
    assert mistake["sentence"].startswith("There is no ")


def test_summary_is_that_of_the_patient_of_this_computer(client: httpx.Client) -> None:
    client.put("/api/patients/anna", json={"toml": FILE})
    assert client.get("/summary/anna").status_code == 400
    assert "summary" not in client.get("/api/patients").json()["patients"][0]
    client.put("/api/settings", json={"patient": "anna"})
    assert client.get("/api/patients").json()["patients"][0]["summary"] == "/summary/anna"
    page = client.get("/summary/anna")
    assert page.status_code == 200
    assert "My patient" in page.text
    assert client.get("/summary/eve").status_code == 400


def test_file_with_mistakes_is_not_kept(server: WebServer, client: httpx.Client) -> None:
    assert client.put("/api/patients/anna", json={"toml": "name = 3"}).status_code == 400
    assert client.put("/api/patients/anna", json={"name": 3}).status_code == 400
    assert not server.equipment.patients.exists()


def test_unreadable_file_stays_as_it_is_under_a_form(client: httpx.Client) -> None:
    found = checked(client, "[[[", {"name": "Anna"})
    assert found["toml"] == "[[["
    assert found["mistakes"]
