"""The documents say what is there: settings, commands and pages cannot be forgotten."""

import re
from pathlib import Path

import pytest
import typer.main

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
READMES = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")]


def settings_rows() -> str:
    """Return the table of settings as it must stand in the manual."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default
        if hasattr(default, "get_secret_value"):
            default = default.get_secret_value()
        if isinstance(default, tuple):
            default = "-".join(f"{part:%H:%M}" for part in default)
        shown = f"`{default}`" if str(default) else ""
        rows.append(f"| `BANGBAN_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)


def test_every_setting_is_in_the_manual_as_it_is():
    """Paste the expected rows between the markers when this fails."""
    table = MANUAL.split("<!-- settings -->")[1].split("<!-- /settings -->")[0]

    assert table.split("| --- | --- | --- |\n")[1].strip() == settings_rows()


def test_every_command_is_in_the_manual():
    """Also the sub-commands, each by its last word."""
    group = typer.main.get_command(app)
    for name, command in group.commands.items():
        assert f"bangban {name}" in MANUAL
        line = next(line for line in MANUAL.splitlines() if f"bangban {name}" in line)
        for sub in getattr(command, "commands", {}):
            assert re.search(rf"\b{sub}\b", MANUAL.replace(line, line)), sub


@pytest.mark.parametrize("readme", READMES, ids=["english", "chinese"])
def test_the_two_commands_and_the_picture_are_on_the_first_screen(readme: str):
    first_screen = "\n".join(readme.splitlines()[:24])

    assert "make demo" in first_screen
    assert "make test" in first_screen
    assert "docs/pictures/sandbox.png" in first_screen


@pytest.mark.parametrize("readme", READMES, ids=["english", "chinese"])
def test_every_link_leads_somewhere(readme: str):
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_the_two_readmes_have_the_same_parts():
    """Same number of headings, tables and code blocks, in the same order."""
    shapes = [re.findall(r"^(##? |\| ---|```)", text, re.MULTILINE) for text in READMES]

    assert shapes[0] == shapes[1]


def test_everything_that_is_said_to_be_compiled_is_counted_in_the_changelog():
    """The numbers of guides, measures, terms and routes are those of the corpus."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    corpus = ROOT / "knowledge" / "corpus"
    counts = {
        kind: len(list((corpus / kind).glob("*.md")))
        for kind in ("items", "measures", "concepts", "routes")
    }

    said = re.search(
        r"(\d+) item guides, (\d+) measures, (\d+) terms and (\d+) routes",
        changelog.replace("\n  ", " "),
    )

    assert said is not None
    assert [int(number) for number in said.groups()] == list(counts.values())
