"""What every guide of the shipped corpus keeps to, whoever wrote it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import knowledge
from knowledge.front_matter import split_front_matter
from knowledge.guides import STAGES, parse_guide

CORPUS = Path(knowledge.__file__).parent / "corpus"
FOLDERS = {"items": "item", "measures": "measure", "routes": "route", "concepts": "concept"}
LEVELS = {"国家", "省", "市", "区"}

EVERY_GUIDE = {
    *(
        "name",
        "definition",
        "aliases",
        "category",
        "kind",
        "level",
        "limits",
        "promised",
        "legal_basis",
    ),
    *("cautions", "sources", "in_force_from", "in_force_to", "reviewed_on", "known_questions"),
}
EVERY_ITEM = {
    *("stage", "materials", "conditions", "exceptions", "process", "prerequisites"),
    *("fees", "validity"),
}
LISTS = ("conditions", "exceptions", "process", "how", "cautions")
LIMIT_KEYS = {"kind", "effect", "unit", "basis"}
LIMIT_WORDS = {
    "kind": {"decision", "review", "notice", "publicity", "duty"},
    "effect": {"statutory"},
    "unit": {"working", "calendar", "month", "year", "immediate"},
}

ARTICLE = re.compile(r"第[一二三四五六七八九十百零]+条")
NO_NUMBER = re.compile(r"没有写(?:审批)?天数|未收录")
SOURCE_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
ELSEWHERE = re.compile(
    "北京|上海|天津|重庆|广东|广州|深圳|浙江|杭州|江苏|南京|苏州|福建|厦门|四川|成都|湖南|湖北|武汉"
    "|河南|河北|安徽|江西|云南|贵州|陕西|甘肃|内蒙古|呼和浩特|鄂尔多斯|青岛|烟台|威海|潍坊|淄博|滨州"
    "|临沂|济宁|泰安|德州|聊城|菏泽|日照市|东营|枣庄|历下|槐荫|天桥|历城|长清|章丘|济阳|许昌|亳州|遂宁|随州"
)

NOT_HERE = re.compile("外地|不适用于本区|认代码不认名字")
CITATION = re.compile(rf"《([^《》]+)》({ARTICLE.pattern})")
HEDGE = re.compile(
    "未核|未见|转载|征求意见稿|外地|二手|报道|水利部令|部门规章|口径|推定|未收录|未查到|没有查到|一般说"
    "|以.{2,12}为准|以窗口告知|以窗口审查"
)
# What the domain reference could not confirm in an official text, by the words that give it away.
UNCHECKED = {
    "energy thresholds": r"1万吨标准煤|1000吨标准煤|500万千瓦时",
    "smallest works that need a permit": r"30万元以下|300平方米",
    "simple low-risk size": r"3000平方米|24米以下|高度不超过24米",
    "workshops and civil air defence": r"工业生产厂房",
    "merged site opinion, three years": r"(?:预审|合并).{0,12}(?:有效期|3年)",
    "fire design and acceptance periods": r"暂行规定》第|备案抽查",
    "fire filing in five days": r"消防备案.{0,20}5个工作日",
    "draft of 2018": r"2018年.{0,20}建成即使用",
    "joint acceptance in fifteen days": r"联合.{0,40}15个工作日",
    "soil conservation thresholds": r"0\.5公顷|5万立方米",
    "filing that lapses after two years": r"备案后2年",
}

# What a guide must not leave out, because its short name promises more than the law allows.
TENSIONS = {
    "four-parallels": ("建筑法》第八条", "济南市城乡规划条例》第六十三条", "以窗口审查为准"),
    "phased-construction-permit": (
        "建筑法》第八条",
        "济南市城乡规划条例》第六十三条",
        "以窗口审查为准",
    ),
    "land-and-start": ("建筑法》第八条", "以窗口审查为准"),
    "land-and-start-route": ("建筑法》第八条", "以窗口审查为准"),
    "merged-stages": ("建筑法》第八条", "济南市城乡规划条例》第五十二条"),
    "unit-acceptance": ("济南市城乡规划条例》第六十六条", "城乡规划法》第四十五条", "项目管家"),
    "planning-verification": ("一并核实", "以窗口审查为准"),
    "built-and-used": (
        "质量验收和消防验收合格的情况下",
        "消防法》第十三条",
        "建设项目环境保护管理条例》第十九条",
        "水土保持法》第二十七条",
    ),
    "built-and-used-deferred-settlement": ("质量验收和消防验收合格的情况下", "不因结算延期而顺延"),
    "environmental-acceptance": ("建成即使用", "建设项目环境保护管理条例》第十九条"),
    "soil-acceptance": ("建成即使用", "水土保持法》第二十七条"),
    "fire-acceptance": ("边投产边备案", "消防法》第十三条"),
    "accepted-and-certified": (
        "不动产登记暂行条例》第二十条",
        "30个工作日",
        "不是每个项目都能主张的权利",
    ),
    "property-registration": ("不动产登记暂行条例》第二十条", "不是每个项目都有的权利"),
    "commitment": ("公共安全", "生态环境保护", "山东省优化营商环境条例》第二十九条", "撤销"),
    "simple-low-risk": ("建设工程质量管理条例》第十一条", "以窗口审查为准"),
    "completion-filing": ("不是审批时限",),
    "construction-permit": ("企业自己的期限，不是审批时限",),
    "suspension-report": ("企业自己的期限，不是审批时限",),
}

GUIDES = [path for folder in FOLDERS for path in sorted((CORPUS / folder).glob("*.md"))]
ITEMS = [path for path in GUIDES if path.parent.name == "items"]

every_guide = pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
every_item = pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)


def front_of(path: Path) -> dict[str, Any]:
    return split_front_matter(path.read_text(encoding="utf-8"))[0]


def questions_of(path: Path) -> list[str]:
    """The known questions of a guide, whichever field they ask for."""
    return [question for asked in front_of(path)["known_questions"].values() for question in asked]


def sentences(value: object) -> Iterator[str]:
    """Every string inside *value*, however deep."""
    match value:
        case str():
            yield value
        case Mapping():
            yield from chain.from_iterable(map(sentences, value.values()))
        case list():
            yield from chain.from_iterable(map(sentences, value))
        case _:  # numbers, dates, nothing
            pass


def statements(front: Mapping[str, Any]) -> Iterator[str]:
    """What a guide states, one field or line at a time: a limit or paper is one statement with its note."""
    for key in ("definition", *LISTS, "limits", "materials", "fees", "validity", "legal_basis"):
        for said in front[key] if isinstance(front.get(key), list) else [front.get(key)]:
            yield " ".join(sentences(said))


def spoken(question: str) -> str:
    """A question as the ear hears it: without punctuation and without the word that ends it."""
    return re.sub(r"[^\w]|[吗呢不么啊]$", "", question)


def length_is_said(limit: Mapping[str, Any]) -> bool:
    """Days, months or years; or at once; or, where the law sets nothing, the note says so."""
    if limit["unit"] == "immediate":
        return "days" not in limit
    number = limit.get("count" if limit["unit"] in {"month", "year"} else "days")
    return number > 0 if number is not None else bool(NO_NUMBER.search(limit.get("note", "")))


def named_under(key: str, path: Path) -> list[str]:
    """Return the slugs under *key*: written bare, or with the ground of the wait."""
    entries = front_of(path).get(key) or ()
    return [entry["item"] if isinstance(entry, dict) else entry for entry in entries]


class TestTheCorpusAsAWhole:
    def test_all_four_stages_and_the_parallel_items_are_covered(self) -> None:
        """A project finds items for each stage that it goes through."""
        covered = {front_of(path)["stage"] for path in ITEMS}

        assert covered == set(STAGES)

    def test_there_are_at_least_forty_items(self) -> None:
        """The corpus ships with the items that most projects need."""
        assert len(ITEMS) >= 40

    def test_a_name_or_alias_means_one_guide(self) -> None:
        """What a person calls an item, a measure or a term leads to that guide and to no other."""
        owners: dict[str, set[str]] = {}
        for path in GUIDES:
            front = front_of(path)
            for word in (front["name"], *front["aliases"]):
                owners.setdefault(word, set()).add(path.stem)

        assert {word: slugs for word, slugs in owners.items() if len(slugs) > 1} == {}

    def test_a_question_is_known_to_one_guide(self) -> None:
        """The same question is never claimed by two guides."""
        owners: dict[str, set[str]] = {}
        for path in GUIDES:
            for question in questions_of(path):
                owners.setdefault(spoken(question), set()).add(path.stem)

        assert {asked: slugs for asked, slugs in owners.items() if len(slugs) > 1} == {}

    @pytest.mark.parametrize("slug", TENSIONS)
    def test_a_slogan_never_goes_without_the_law_it_strains(self, slug: str) -> None:
        """Where a measure presses against a statute, its guide says which, and who decides."""
        path = next(path for path in GUIDES if path.stem == slug)

        said = "".join(sentences(front_of(path)))

        assert [words for words in TENSIONS[slug] if words not in said] == []

    def test_no_item_waits_for_itself(self) -> None:
        """Prerequisites can be put in an order."""
        graph = {path.stem: named_under("prerequisites", path) for path in ITEMS}

        order = list(TopologicalSorter(graph).static_order())

        assert set(order) == set(graph)

    def test_every_unchecked_fact_is_still_there(self) -> None:
        """The patterns below watch over something."""
        said = [words for path in GUIDES for words in statements(front_of(path))]

        gone = [f for f, p in UNCHECKED.items() if not any(re.search(p, words) for words in said)]

        assert gone == []

    @pytest.mark.parametrize("key", ["prerequisites", "items"])
    def test_every_reference_leads_to_an_item(self, key: str) -> None:
        """Slugs in prerequisites and in items exist."""
        slugs = {path.stem for path in ITEMS}
        named = {path.stem: set(named_under(key, path)) for path in GUIDES}

        assert {stem: wrong for stem, refs in named.items() if (wrong := refs - slugs)} == {}


@every_guide
class TestAGuide:
    def test_can_be_read(self, path: Path) -> None:
        """The loader accepts the file and calls it by its name."""
        guide = parse_guide(path)

        assert guide.slug == path.stem

    def test_is_complete(self, path: Path) -> None:
        """No field is forgotten; what is not known is there and empty."""
        wanted = EVERY_GUIDE | (EVERY_ITEM if path.parent.name == "items" else set())

        assert wanted - set(front_of(path)) == set()

    def test_says_what_it_is(self, path: Path) -> None:
        """Folder, category and level agree, and the text is labelled as compiled."""
        front = front_of(path)

        assert front["category"] == FOLDERS[path.parent.name]
        assert front["kind"] == "compiled"
        assert front["level"] in LEVELS

    def test_dates_are_dates(self, path: Path) -> None:
        """In force and reviewed on days of the calendar, in the right order."""
        front = front_of(path)
        grounds = front["legal_basis"]

        assert isinstance(front["reviewed_on"], date)
        for key in ("in_force_from", "in_force_to"):
            assert front[key] is None or isinstance(front[key], date)
        if front["in_force_from"]:
            assert front["in_force_from"] <= front["reviewed_on"]
            assert front["in_force_to"] is None or front["in_force_to"] > front["in_force_from"]
        assert all(isinstance(ground["in_force_from"], date) for ground in grounds)

    def test_names_its_sources(self, path: Path) -> None:
        """At least one source, each with a title, a day if there is one and a whole address."""
        sources = front_of(path)["sources"]

        assert sources
        for source in sources:
            assert source["title"].strip()
            assert SOURCE_DAY.fullmatch(str(source.get("date") or "2000"))
            assert re.match(r"https?://|$", source.get("url") or "")

    def test_rests_on_articles(self, path: Path) -> None:
        """A legal basis names law, article and level and says what it requires."""
        for ground in front_of(path)["legal_basis"]:
            assert ground["law"].strip("《》 ")
            assert ARTICLE.match(ground["article"])
            assert ground["level"] in LEVELS
            assert ground["says"].strip()

    def test_limits_have_length_unit_start_and_article(self, path: Path) -> None:
        """Nobody reads a number of days without knowing which days, since when, and why."""
        for limit in front_of(path)["limits"]:
            assert set(limit) >= LIMIT_KEYS
            assert all(limit[key] in words for key, words in LIMIT_WORDS.items())
            assert re.search(r"《[^《》]+》" + ARTICLE.pattern, limit["basis"])
            assert "from" in limit or "起算" in limit["note"]
            assert length_is_said(limit), limit

    def test_the_article_of_a_limit_has_a_level_and_a_date(self, path: Path) -> None:
        """A limit's article stands among the legal bases, which say of what level it is and since when."""
        front = front_of(path)
        grounds = {(ground["law"], ground["article"]) for ground in front["legal_basis"]}

        for limit in front["limits"]:
            assert set(CITATION.findall(limit["basis"])[:1]) <= grounds, limit["basis"]

    def test_articles_are_written_as_statutes_write_them(self, path: Path) -> None:
        """第八条, never 第8条; a law that is cited for a rule is cited with its article."""
        text = path.read_text(encoding="utf-8")

        assert re.findall(r"第\s*[0-9０-９]+\s*条", text) == []
        for note in re.findall(r"（《[^《》]+》[^）《]*）", text):
            assert ARTICLE.search(note) or HEDGE.search(note), note

    def test_what_was_not_checked_says_so(self, path: Path) -> None:
        """A fact whose text nobody has read is never stated as if somebody had."""
        said = [words for words in statements(front_of(path)) if not HEDGE.search(words)]

        bare = {f: w for f, pattern in UNCHECKED.items() for w in said if re.search(pattern, w)}

        assert bare == {}

    def test_promises_nothing(self, path: Path) -> None:
        """The district's promised limits are not known, so none is stated."""
        assert front_of(path)["promised"] is None

    def test_takes_no_limit_from_elsewhere(self, path: Path) -> None:
        """No other place's name stands inside a limit, and elsewhere only as another place."""
        front = front_of(path)

        assert [words for words in sentences(front["limits"]) if ELSEWHERE.search(words)] == []
        for words in statements(front):
            assert not ELSEWHERE.search(words) or NOT_HERE.search(words), words

    def test_knows_how_people_ask(self, path: Path) -> None:
        """Eight questions or more, short enough to be spoken, and few of many made on one pattern."""
        questions = questions_of(path)

        assert len({spoken(question) for question in questions}) == len(questions) >= 8
        assert all(4 <= len(question) <= 40 for question in questions)
        most = max(2, len(questions) // 8)
        assert max(Counter(question[:6] for question in questions).values()) <= most

    def test_uses_plain_words(self, path: Path) -> None:
        """Nothing of markup, and no list entry that YAML took apart."""
        front = front_of(path)

        for key in (*LISTS, "aliases"):
            assert all(isinstance(line, str) and line.strip() for line in front.get(key) or ())
        assert [words for words in sentences(front) if re.search(r"[<>`]|\*\*", words)] == []


@every_item
class TestAnItem:
    def test_is_in_force_since_a_known_day(self, path: Path) -> None:
        """The version that an item rests on has a day from which it counts."""
        assert isinstance(front_of(path)["in_force_from"], date)

    def test_stands_in_a_stage(self, path: Path) -> None:
        """Each item belongs to one stage, or runs beside them."""
        assert front_of(path)["stage"] in STAGES

    def test_money_and_validity_rest_on_something(self, path: Path) -> None:
        """A fee or a period of validity is either unknown or has its basis."""
        front = front_of(path)

        for said in (front["fees"], front["validity"]):
            assert said is None or (said["text"] and "《" in said["basis"])

    def test_a_paper_rests_on_something(self, path: Path) -> None:
        """Nobody is asked for a paper without a ground."""
        assert all(paper["name"] and paper["basis"] for paper in front_of(path)["materials"])

    def test_the_enterprises_own_deadlines_are_told_apart(self, path: Path) -> None:
        """A duty of the enterprise is never called the time that an approval takes."""
        duties = [limit for limit in front_of(path)["limits"] if limit["kind"] == "duty"]

        assert all("企业" in duty["note"] or "建设单位" in duty["note"] for duty in duties)
