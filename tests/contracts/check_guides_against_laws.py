"""
Check the shipped guides against a folder of statutes.

    python tests/contracts/check_guides_against_laws.py PATH/TO/laws

Every article that a guide cites must be in the statute, with the statute's level and no older date, and every
length, share, sum and size that a guide rests on an article must stand in that article. Prints the count, or
what differs. A statute that the folder does not hold is named, not judged.
"""

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import knowledge
from knowledge.guide_fields import Unit
from knowledge.guides import Guide
from tests.contracts.guide_claims import Claim, citations_in, claims_of, read_guides
from tests.contracts.measures_in_text import Measure, measures_in
from tests.contracts.statutes import Statutes, read_statutes

CORPUS = Path(knowledge.__file__).parent / "corpus"


class Check:
    """One run over all guides."""

    def __init__(self, statutes: Statutes) -> None:
        self.statutes = statutes
        self.citations = 0
        self.figures = 0
        self.not_held: set[str] = set()
        self.faults: list[str] = []

    def run(self, guides: tuple[Guide, ...]) -> None:
        """Judge every claim; afterwards ``faults`` says what differs."""
        for guide in guides:
            self.faults += [fault for claim in claims_of(guide) for fault in self._figures(claim)]
            self.faults += [*self._levels(guide), *self._units(guide)]

    def _figures(self, claim: Claim) -> Iterator[str]:
        texts: list[str] = []
        judged = True
        for cited in claim.citations:
            statute = self.statutes.find(cited.law)
            if statute is None:
                self.not_held.add(cited.law)
                judged = False
                continue
            self.citations += 1
            if cited.article not in statute.articles:
                yield f"{claim}: 没有 {cited}"
                continue
            texts.append(statute.articles[cited.article])
        if not judged or not texts:
            return
        stated = measures_in(claim.figures)
        self.figures += len(stated)
        if missing := stated - measures_in("\n".join(texts)):
            cited_here = "、".join(map(str, claim.citations))
            yield f"{claim}: {'、'.join(map(str, missing))} 不在 {cited_here} 里"

    def _levels(self, guide: Guide) -> Iterator[str]:
        for basis in guide.legal_basis:
            statute = self.statutes.find(basis.law)
            if statute is None:
                continue
            if basis.level is None or basis.level.value != statute.level:
                yield f"{guide.slug}: 《{basis.law}》应为 {statute.level}，写的是 {basis.level}"
            if basis.in_force_from is None or basis.in_force_from < statute.dated:
                yield f"{guide.slug}: 《{basis.law}》{statute.dated} 的版本，写的是 {basis.in_force_from} 起"

    def _units(self, guide: Guide) -> Iterator[str]:
        """A day that the law calls a working day is never counted on the calendar."""
        for limit in guide.limits:
            if limit.unit is not Unit.CALENDAR or limit.days is None:
                continue
            for cited in citations_in(limit.basis or ""):
                statute = self.statutes.find(cited.law)
                text = statute.articles.get(cited.article, "") if statute else ""
                if Measure(Decimal(limit.days), "日") in measures_in(working_days_in(text)):
                    yield f"{guide.slug}: {cited} 写的是工作日"


def working_days_in(text: str) -> str:
    """Return only what *text* counts in working days."""
    return "，".join(re.findall(r"\w{1,4}个?工作日", text))


def main(arguments: list[str]) -> int:
    """Run the check; return 0 if nothing differs, 1 if something does, 2 without statutes."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write("check_guides_against_laws: give the folder of the statutes\n")
        return 2
    statutes = read_statutes(Path(arguments[0]))
    guides = read_guides(CORPUS)
    check = Check(statutes)
    check.run(guides)
    for fault in check.faults:
        sys.stderr.write(f"{fault}\n")
    sys.stdout.write(
        f"{len(guides)} guides: {check.citations} citations and {check.figures} figures checked against"
        f" {len(statutes)} statutes; not held: {'、'.join(sorted(check.not_held)) or 'none'}\n"
    )
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
