"""Nobody's project can be reached around the one function that decides who may."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "bot"
EDGES = sorted([*(ROOT / "handlers").glob("*.py"), *(ROOT / "web").glob("*.py")])

# Modules that hand out anybody's records, and the names in them that do not.
GUARDED = {
    "cases.projects": set(),
    "cases.loading": set(),
    "cases.ledger": set(),
    "cases.imports": set(),
    "cases.delegation": {"delegate", "remove_member"},  # ask for themselves
    "cases.membership": {"Member", "accept_invite", "who_can_see"},
    "cases.progress": {
        "ProjectLoad",
        "ProjectProgress",
        "WorkItem",
        "project_loads",
        "projects_of",  # a person's own
        "staff_worklist",
    },
}
# What must be asked in the same file before these are called.
ASKED = {"who_can_see": "project_for", "staff_worklist": "staff_only", "board": "managers_only",
         "report": "managers_only", "record_fact": "case_for"}  # fmt: skip


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield ``(module, name)`` of everything imported; ``*`` for a module as a whole."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.module, alias.name
                yield f"{node.module}.{alias.name}", "*"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, "*"


@pytest.mark.parametrize("path", EDGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_handler_and_no_route_reaches_a_project_without_asking(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    found = {
        (module, name)
        for module, name in imported(tree)
        if module in GUARDED and name not in GUARDED[module]
    }

    assert found == set()


@pytest.mark.parametrize("path", EDGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_does_not_ask_by_itself_is_called_only_where_somebody_has(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    from_cases = {name for module, name in imported(tree) if module.startswith("cases")}

    for name, question in ASKED.items():
        if name in called and name in from_cases:
            assert question in called, f"{name} without {question}"


@pytest.mark.parametrize("path", EDGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_handler_reads_a_role_to_grant_anything(path: Path):
    """A role may choose a greeting or a list; what it grants stands in the table of permissions."""
    text = path.read_text(encoding="utf-8")

    assert ".role in " not in text
    assert ".role is Role.MANAGER" not in text
    assert ".role is Role.OFFICER" not in text


def test_there_is_something_to_look_at():
    assert len(EDGES) > 20
