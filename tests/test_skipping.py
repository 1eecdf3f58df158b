"""A test that needs a browser says so where there is none, and fails where it must run."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

HOOKS = (
    "from tests.conftest import pytest_addoption, pytest_runtest_makereport, pytest_runtest_setup"
)
NEEDS_A_BROWSER = """
    import pytest

    @pytest.mark.browser
    def test_of_a_page(): ...

    def test_of_a_rule(): ...
"""


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        ([], {"passed": 1, "skipped": 1}),
        (["--no-skips"], {"passed": 1, "errors": 1}),
    ],
)
def test_without_a_browser(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    counts: dict[str, int],
    tmp_path: Path,
):
    monkeypatch.setenv("PATH", str(tmp_path))
    pytester.makeconftest(HOOKS)
    pytester.makepyfile(NEEDS_A_BROWSER)

    run = pytester.runpytest_inprocess("-ra", "-p", "no:asyncio", *options)

    run.assert_outcomes(**counts)
    run.stdout.fnmatch_lines("*no Chromium on this machine*")
