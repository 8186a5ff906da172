"""The pages of the site that are made of code are complete, and its checks find what is wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml
from rich.console import Group
from rich.text import Text
from support.paths import ROOT

import formcheck
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.precautions import PRECAUTIONS
from formcheck.function_tests.definition import function_test_names, load_function_test
from formcheck.kinematics.measures import MEASURES
from formcheck.output.terminal.exercise import listing, sources
from formcheck.programme.definition import load_programme, programme_names
from tools.docs_site import (
    api_pages,
    command_pages,
    exercise_pages,
    key_pages,
    other_hosts,
    programme_pages,
    project_links,
    source_page,
    write_pages,
)
from tools.docs_site.built_pages import mistakes
from tools.docs_site.markdown import escaped, printed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEYS: Final = key_pages.pages()


@pytest.fixture(scope="module")
def catalogue() -> Iterator[dict[str, str | bytes]]:
    """The pages of exercises without drawings, which take their time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exercise_pages, "drawing_svg", lambda _: b"")
        yield exercise_pages.pages()


def words(text: str | bytes) -> str:
    """A page as a person reads it: without escapes and the marks of links."""
    assert isinstance(text, str)
    return re.sub(r"\\(.)", r"\1", text).replace("<http", "http").replace(">", "")


# --- Commands


def test_every_command_and_option_has_its_place() -> None:
    made = command_pages.pages()
    for name, command in command_pages.commands().items():
        page = made[f"commands/{name}.md"]
        assert f"[`formcheck {name}`]({name}.md)" in made["commands/index.md"]
        inner = getattr(command, "commands", {})
        for one in (command, *inner.values()):
            for row in one.params:
                if row.name != "help" and row.param_type_name == "option" and not row.hidden:
                    assert all(f"`{typed}`" in page for typed in row.opts), (name, row.opts)
        assert all(f"## formcheck {name} {word}" in page for word in inner)


def test_options_are_written_as_they_are_typed_with_their_range_in_words() -> None:
    page = command_pages.pages()["commands/live.md"]
    assert "| `--side` left or right or both or auto |" in page
    assert "| `--countdown` number | Seconds before a set starts. | 5, from 0 to 60 |" in page
    assert "| `--placing`, `--no-placing` |" in page
    assert "| 1 or more |" in page
    assert "<=" not in page


# --- Keys


@pytest.mark.parametrize("row", key_pages.DEFINITIONS, ids=lambda row: row.name)
def test_every_key_of_a_file_is_explained(row: key_pages.DefinitionPage) -> None:
    page = KEYS[f"keys/{row.name}.md"]
    schema = row.model.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        for key, value in part.get("properties", {}).items():
            assert f"| `{key}` | " in page
            described = escaped(value.get("description", ""))
            assert " ".join(described.split()) in page, key
    for part in schema.get("$defs", {}):
        assert f"\n## {part}\n" in page
    assert "any value" not in page


def test_a_key_has_its_unit_its_limits_and_what_holds_without_it() -> None:
    page = KEYS["keys/exercise_file.md"]
    assert re.search(r"\| `hold_s` \| number [^|]*\| seconds \| [^|]+ \| `0` \|", page)
    assert re.search(r"\| `leave_deg` \| [^|]+ \| degrees \|", page)
    assert "| `name` | text (at most 60 letters) |  | Name of the exercise" in page
    assert "[a measure](measures.md)" in page
    assert "Written as `[[limit]]`." in page


def test_every_measure_is_listed() -> None:
    assert all(f"| `{name}` | " in KEYS["keys/measures.md"] for name in MEASURES)


def test_every_report_has_a_page_and_the_schema_that_is_published() -> None:
    published = {file.name for file in (ROOT / "formcheck/schemas").glob("*.json")}
    made = {name.removeprefix("reports/") for name in KEYS if name.endswith(".json")}
    assert made == published - {"exercise.schema.json", "programme.schema.json"}
    for name in made:
        text = (ROOT / "formcheck/schemas" / name).read_text(encoding="utf-8")
        assert KEYS[f"reports/{name}"] == text
        page = KEYS[f"reports/{name.replace('.schema.json', '.md')}"]
        assert all(f"| `{key}` | " in page for key in json.loads(text)["properties"])


# --- Exercises, precautions, function tests, sources


@pytest.mark.parametrize("name", exercise_names())
def test_page_of_an_exercise_has_all_of_its_definition(
    catalogue: dict[str, str | bytes], name: str
) -> None:
    exercise, page = load_exercise(name), words(catalogue[f"exercises/{name}.md"])
    assert f"exercises/{name}.svg" in catalogue
    said = [row.say for row in (*exercise.fault, *exercise.limit, *exercise.body, *exercise.need)]
    for text in (*exercise.steps, *exercise.cannot_see, *said, exercise.view.place):
        assert text in page
    for precaution in exercise.profile:
        assert f"## With {precaution.replace('_', ' ')}" in page
    listed = page.split("## Sources")[1]
    assert listed.count("http") >= len(exercise.sources)


def test_precautions_and_function_tests_have_pages(catalogue: dict[str, str | bytes]) -> None:
    matrix = words(catalogue["precautions/index.md"]).split("## What each one changes")[1]
    for precaution in PRECAUTIONS:
        page = words(catalogue[f"precautions/{precaution}.md"])
        assert ("## Not allowed" in page) is (precaution != "knee_pain")
        assert f"`{precaution}`" in matrix
    assert matrix.count("](../exercises/") == len(exercise_names())
    for name in function_test_names():
        page = words(catalogue[f"function_tests/{name}.md"])
        assert all(step in page for step in load_function_test(name).steps)


def test_programmes_list_every_form() -> None:
    made = programme_pages.pages()
    for name in programme_names():
        assert f"]({name}.md)" in made["programmes/index.md"]
        page = words(made[f"programmes/{name}.md"])
        for slot in load_programme(name).slot:
            assert f"| {slot.title} | " in page
            assert all(f"/{row.exercise}.md" in page or row.title in page for row in slot.ladder)


def test_every_source_is_listed_with_the_pages_that_cite_it() -> None:
    page = words(source_page.pages()["sources.md"])
    files = [*(ROOT / "formcheck").rglob("*.toml")]
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    listed = {key: text for table in tables for key, text in table.get("sources", {}).items()}
    assert len(listed) > 50
    assert all(f"| `{key}` | {text} |" in page for key, text in listed.items())
    assert "[single_leg_bridge](exercises/single_leg_bridge.md)" in page
    assert page.index("| `N2` |") < page.index("| `N10` |")


# --- The Python API


def test_every_public_name_is_documented() -> None:
    names: list[str] = formcheck.__all__
    old = {"analyze_sets"}  # the name of 0.1.0
    assert api_pages.documented() == {*names} - {"__version__"} - old
    text = "".join(api_pages.pages().values())
    for name in api_pages.documented() - {"recording"}:
        assert re.search(rf"^\.\. auto\w+:: formcheck\.{name}$", text, re.MULTILINE), name


# --- Markdown and links


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b *c* [d] <e>", r"a\_b \*c\* \[d\] \<e\>"),
        ("A paper, https://doi.org/10.1/a_b", "A paper, <https://doi.org/10.1/a_b>"),
        ("write `a|b_c`", r"write `a\|b_c`"),
    ],
)
def test_no_mark_of_a_text_acts_and_an_address_is_a_link(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_what_a_command_prints_becomes_headings_and_lists() -> None:
    group = Group(
        Text("Bridge", "bold"),
        listing("How", ["Lie down.", "Lift."], marks=["  1.", "  2."]),
        listing("Limits", ["too high"]),
        sources({"S1": "One, https://a.org", "S2": "Two, https://b.org"}),
    )
    assert printed(group) == [
        "## Bridge",
        "## How",
        "1. Lie down.\n2. Lift.",
        "## Limits",
        "- too high",
        "## Sources",
        "- S1: One, <https://a.org>\n- S2: Two, <https://b.org>",
    ]
    with pytest.raises(TypeError, match="text, list or table"):
        printed("a plain word")


@pytest.mark.parametrize(
    ("link", "document", "on_the_site"),
    [
        ("[docs/batch.md](docs/batch.md)", "README.md", "[](/batch.md)"),
        ("[one page](docs/batch.md#a-list)", "README.md", "[one page](/batch.md#a-list)"),
        ("![A page](docs/report.jpg)", "README.md", "![A page](/report.jpg)"),
        ("[programme](#today)", "README.md", "[programme](/patients/programme.md#today)"),
        ("[SECURITY.md](SECURITY.md)", "CHANGELOG.md", "[](/privacy.md)"),
        ("[counts](../README.md)", "benchmark/REAL.md", "[counts](/start.md)"),
        ("[schema](a/set.json)", "README.md", "[schema](path:/../a/set.json)"),
        ("[a host](https://a.org)", "README.md", "[a host](https://a.org)"),
    ],
)
def test_links_of_the_project_lead_to_pages_of_the_site(
    link: str, document: str, on_the_site: str
) -> None:
    assert project_links.on_the_site(link, document) == on_the_site


def test_documents_and_sections_with_a_page_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    slugs = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.*)$", readme, re.MULTILINE)
    }
    assert {*project_links.SECTIONS} <= slugs
    assert all((ROOT / name).is_file() for name in project_links.PAGES)
    for page in (*project_links.PAGES.values(), *project_links.SECTIONS.values()):
        assert (ROOT / "docs" / page.removeprefix("/")).is_file()


def test_every_section_of_the_readme_is_on_the_site() -> None:
    """What the README says stands on the site by being included, and is not written again."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    parts = [
        (start.replace("\\n", "\n"), end)
        for page in (ROOT / "docs").rglob("*.md")
        for start, end in re.findall(
            r'README\.md\n:start-after: "?(.+?)"?\n:end-before: "?(.+?)"?\n',
            page.read_text("utf-8"),
        )
    ]
    included = "".join(
        readme.split(start.replace("(/", "(docs/"), 1)[1].split(end, 1)[0] for start, end in parts
    )
    elsewhere = {"Use", "Exercises", "From Python", "Many videos, notebooks, other programs"}
    for section in readme.split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        if title not in elsewhere | {"Licence"}:
            assert body.strip().splitlines()[0] in included, title


# --- The built site


def test_check_of_built_pages_finds_foreign_hosts_and_broken_links(tmp_path: Path) -> None:
    (tmp_path / "look.css").write_text('@import url("https://fonts.example/a.css");')
    (tmp_path / "act.js").write_text(
        'fetch("//count.example/hit"); const SVG = "http://w3.org/svg";'
    )
    (tmp_path / "other.html").write_text('<p id="here">Text</p>')
    (tmp_path / "index.html").write_text(
        '<link href="look.css"><script src="https://cdn.example/x.js"></script>'
        '<img src="gone.png"><img src="data:image/png;base64,AAAA">'
        '<a href="other.html#here">a</a><a href="other.html#there">b</a><a href="gone.html">c</a>'
        '<a href="https://a.example">d</a>'
    )
    found = sorted(mistakes(tmp_path))
    assert found == [
        "act.js loads //count.example/hit",
        "index.html links to gone.html, which is not there",
        "index.html links to other.html#there, and that page has no such place",
        "index.html loads gone.png, which is not there",
        "index.html loads https://cdn.example/x.js",
        "look.css loads https://fonts.example/a.css",
    ]


def test_check_of_built_pages_needs_pages(tmp_path: Path) -> None:
    assert list(mistakes(tmp_path)) == [f"{tmp_path} has no pages: run make docs"]


def test_pages_that_are_no_longer_made_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old.md").write_text("old")
    monkeypatch.setattr("tools.docs_site.pages", lambda: {"a/new.md": "new", "a/b.svg": b"<svg/>"})
    write_pages(tmp_path)
    kept = (tmp_path / "a/new.md").stat().st_mtime_ns
    write_pages(tmp_path)
    files = sorted(file.name for file in tmp_path.rglob("*.*"))
    assert files == ["b.svg", "new.md"]
    assert (tmp_path / "a/new.md").stat().st_mtime_ns == kept


def test_hosts_that_refuse_programs_are_no_broken_links() -> None:
    def row(status: str, info: str) -> dict[str, Any]:
        return {
            "filename": "a.md",
            "lineno": 3,
            "uri": "https://a.org",
            "status": status,
            "info": info,
        }

    rows = [
        row("working", ""),
        row("broken", "403 Client Error"),
        row("broken", "404 Client Error"),
    ]
    assert other_hosts.broken(rows) == ["a.md:3: https://a.org: 404 Client Error"]


def test_links_to_other_hosts_are_not_tried_without_a_network(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["other_hosts", "docs", "build/linkcheck"])
    monkeypatch.setattr(other_hosts, "is_online", lambda: False)
    other_hosts.main()
    assert "was skipped" in capsys.readouterr().out


@pytest.mark.slow
def test_site_is_built_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    """The notebooks are not executed: `make docs` does it, and tries the same."""
    options = "--fresh-env --fail-on-warning --nitpicky --quiet -D nb_execution_mode=off"
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-m", "sphinx", *options.split(), "-b", "html", "docs", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=150,
    )
    assert done.returncode == 0, done.stderr
    assert not [*mistakes(tmp_path)]


# --- How to cite formcheck


def test_citation_agrees_with_the_package() -> None:
    """The keys that the Citation File Format 1.2.0 asks for, and no other than it knows."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert set(citation) <= {
        "cff-version", "message", "type", "title", "abstract", "authors", "version", "license",
        "keywords", "date-released", "doi", "identifiers", "url", "repository-code",
        "preferred-citation", "references", "contact",
    }  # fmt: skip
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    assert str(citation["version"]) == formcheck.__version__
    assert citation["license"] == project["license"]
    assert set(citation["keywords"]) <= set(project["keywords"])
    for author in citation["authors"]:
        assert set(author) <= {
            "name",
            "family-names",
            "given-names",
            "orcid",
            "affiliation",
            "email",
        }
        assert author.get("name") or author.get("family-names")
