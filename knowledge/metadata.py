"""What a policy text says about itself: title, 文号, issuer, level, dates."""

import re
from dataclasses import dataclass
from datetime import date

from knowledge.closing_provisions import closing_provisions
from knowledge.documents import Level, short_title_of
from knowledge.headings import read_lines

_NUMBER = re.compile(
    r"([一-鿿]{2,14}[〔\[（(【]\s*(?:19|20)[0-9]{2}\s*[〕\]）)】]\s*第?\s*[0-9]{1,5}\s*号)"
    r"|([一-鿿]{2,14}令[（(]?第\s*[0-9一二三四五六七八九十百]{1,6}\s*号)"
)
LONGEST_TITLE = 100  # characters

_DATE = r"(?:19|20)[0-9]{2}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日"
# Lines above a title that are none: 济南市人民政府文件, 签发人：…, 第 3 期
_LETTERHEAD = re.compile(
    rf".{{2,30}}文件|.{{0,4}}(?:签发人|编号|密级|紧急程度)[：:].*|第\s*[0-9]+\s*[期号]|{_DATE}"
)
_ISSUER = re.compile(
    r"^(.{2,30}?(?:人民政府办公厅|人民政府办公室|人民政府|人民代表大会常务委员会|人民代表大会|"
    r"国务院办公厅|国务院|委员会|管理局|服务局|规划局|保护局|局|厅|部))(?:关于|$|令|\s|办公室)"
)
_LEVEL_WORDS: tuple[tuple[str, Level], ...] = (
    ("法律", Level.NATIONAL),
    ("行政法规", Level.NATIONAL),
    ("部门规章", Level.NATIONAL),
    ("省级地方性法规", Level.PROVINCE),
    ("省政府规章", Level.PROVINCE),
    ("设区的市地方性法规", Level.CITY),
    ("市政府规章", Level.CITY),
)
_PROVINCE = "[一-鿿]{2,3}省|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区"
_CITY = "[一-鿿]{2,3}市(?![场政区容民])"
_DISTRICT = "[一-鿿]{1,5}[区县](?=$|关于|政府|人民|行政|发展|住房|自然|城市|生态|交通|委)"
_LEVEL_NAMES = tuple(
    (re.compile(name), level)
    for name, level in (
        (f"(?:{_PROVINCE})?(?:{_CITY})?{_DISTRICT}", Level.DISTRICT),
        (f"(?:{_PROVINCE})?{_CITY}", Level.CITY),
        (_PROVINCE, Level.PROVINCE),
        ("中华人民共和国|国务院|全国|国家|[一-鿿]{2,12}部(?:$|关于|办公厅|令)", Level.NATIONAL),
        ("[一-鿿]+(?<!办)法$", Level.NATIONAL),  # only the National People's Congress makes a 法
    )
)


@dataclass(frozen=True)
class ProposedMetadata:
    """What could be read off a text; a person confirms it. ``None`` is what it does not show."""

    title: str | None = None
    short_title: str | None = None
    number: str | None = None
    issuer: str | None = None
    level: Level | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    starts_for_certain: bool = False  # the text itself says from when it holds
    repeals: tuple[str, ...] = ()  # titles that it puts an end to
    amends: tuple[str, ...] = ()  # titles that it changes


def propose(text: str) -> ProposedMetadata:
    """Return what *text* says about itself."""
    lines = [line.text for line in read_lines(text)]
    head = "\n".join(lines[:12])
    title = _title(lines)
    issuer = _issuer(title or "", lines)
    number = _NUMBER.search(head)
    closing = closing_provisions(title or "", text)
    return ProposedMetadata(
        title=title,
        short_title=short_title_of(title) if title else None,
        number=re.sub(r"\s", "", number[0]) if number else None,
        issuer=issuer,
        level=level_of(title or "") or level_of(issuer or "") or _level_of_maker(head),
        effective_from=closing.starts,
        effective_to=closing.ends,
        starts_for_certain=closing.certain,
        repeals=closing.repeals,
        amends=closing.amends,
    )


def level_of(words: str) -> Level | None:
    """
    Return whose rule it is by the name of the text or of its issuer.

    >>> level_of("山东省燃气管理条例"), level_of("济南市市中区行政审批服务局"), level_of("设区的市地方性法规")
    (<Level.PROVINCE: '省'>, <Level.DISTRICT: '区'>, <Level.CITY: '市'>)
    """
    for word, level in _LEVEL_WORDS:
        if words == word:
            return level
    if words in set(Level):
        return Level(words)
    return next((level for name, level in _LEVEL_NAMES if name.match(words)), None)


def _level_of_maker(head: str) -> Level | None:
    """Whose rule it is by who passed it: 城市绿化条例 does not say that it is the State Council's."""
    maker = re.search(
        rf"(?P<council>国务院(?:令|第[0-9]+次常务会议|发布|公布)|全国人民代表大会)|(?P<place>(?:{_PROVINCE})?(?:{_CITY})?)"
        r"(?:第[一-鿿]{1,3}届)?(?:人民代表大会|人民政府(?:令|第))",
        head,
    )
    if maker is None:
        return None
    return Level.NATIONAL if maker["council"] else level_of(maker["place"])


def _title(lines: list[str]) -> str | None:
    """The first line, with those after it that only continue it."""
    candidates = [
        line
        for line in lines[:10]
        if not _NUMBER.fullmatch(line) and not _LETTERHEAD.fullmatch(line)
    ]
    if not candidates:
        return None
    title = ""
    for line in candidates[:4]:
        title += line
        if _is_whole(title) or len(title) > LONGEST_TITLE:
            break
    else:
        title = candidates[0]
    return title.strip("《》 ") if len(title) <= LONGEST_TITLE else None


def _is_whole(title: str) -> bool:
    ends = r"(通知|意见|公告|通告|决定|批复|方案|函|指南|清单|措施|法|条例|规定|办法|细则|规则)[》）)]*$"
    return re.search(ends, title) is not None or title.endswith(("》", "）", ")"))


def _issuer(title: str, lines: list[str]) -> str | None:
    if match := _ISSUER.match(title):
        return match[1]
    for position, line in enumerate(lines):
        if position and re.fullmatch(_DATE, line) and (match := _ISSUER.match(lines[position - 1])):
            return match[1]
    return None
