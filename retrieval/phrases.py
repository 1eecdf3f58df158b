"""The fixed words inside answers. What a status alone says is the chat's business."""

from datetime import date

DISCLAIMER = "以上内容仅供咨询参考，不作为行政许可的依据。"
CONFIRM_AT_WINDOW = "具体以窗口审查为准。"
PROMISE_UNKNOWN = "本局承诺时限未收录，以窗口告知为准。"
CAUTION = "注意："
SEE_ALSO = "另见"
TEXT_ELSEWHERE = "该条正文未收录，以下是本整理稿对它的概括，请以公布的文本为准。"
IN_CHINESE = "(Answers are given in Chinese; the Chinese text of the law prevails.)"
OWN_DEADLINE = "这是企业自己应遵守的期限，不是审批时限。"
COUNTED = "怎么数："
ORDINARY = "其余各天周一至周五计入、周末不计"
PROVISIONAL = "其中有年份的放假安排尚未公布，这一天是暂按周一至周五估算的。"
IS_SO = "是的。"
_UNITS = {"working": " 个工作日", "calendar": " 日（自然日）", "month": " 个月", "year": " 年"}


def as_of(day: date, *, still: bool) -> str:
    """Return the day whose rule an answer gives; *still*: it holds today as well."""
    today = "今天同样有效" if still else "不是今天的规定"
    return f"以上是 {on_day(day)} 有效的规定，{today}。"


def on_day(day: date) -> str:
    """Return 2026年2月27日."""
    return f"{day.year}年{day.month}月{day.day}日"


def same_article(place: str) -> str:
    """Return that the article goes on to limit what was quoted, and where."""
    return f"同条{place}另有规定："


def limited_by(named: str) -> str:
    """Return that another article limits what was quoted."""
    return f"{named}另有规定："


def length(count: int, unit: str) -> str:
    """Return 7 个工作日."""
    return f"{count}{_UNITS[unit]}"


def last_day(start: date, length: str, last: date) -> str:
    """Return which day a limit ends on."""
    return f"{on_day(start)}起算（当日不计入），{length}的最后一天是 {on_day(last)}。"


def year_taken(year: int) -> str:
    """Return which year was taken for a day without one."""
    return f"您没有写年份，按 {year} 年计算。"


def is_not(said: str) -> str:
    """Return the correction of a quantity that the question took for granted."""
    gap = " " if said[0].isdigit() else ""
    return f"不是{gap}{said}："


def no_such_time(which: str) -> str:
    """Return that the source allows fewer times than the one that the question speaks of."""
    return f"没有{which}："


def not_named(office: str) -> str:
    """Return that the source names other offices than the one that the question took for granted."""
    return f"来源写的部门里没有{office}："


def is_rather(number: str, unit: str) -> str:
    """Return the same number with the unit that the source counts in."""
    return (
        f"准确地说是 {number} 个工作日："
        if unit == "工作日"
        else f"准确地说是 {number} 日，不是工作日："
    )


def quoted(words: str) -> str:
    """Return *words* in quotation marks."""
    return f"「{words}」"


def document_name(title: str) -> str:
    """Return *title* in 《》 unless it brings its own."""
    return title if "《" in title else f"《{title}》"


def source_line(title: str, article: str, level: str, since: date | None) -> str:
    """Return where a quote stands: 《建筑法》第八条 · 国家 · 2019-04-23 起施行."""
    parts = [f"{document_name(title)}{article}", level]
    if since is not None:
        parts.append(f"{since.isoformat()} 起施行")
    return " · ".join(parts)


def limit(item: str, name: str, length: str, *, start: str, basis: str | None) -> str:
    """Return a limit as one sentence; *name* says whose limit it is, and for what."""
    counted = f"，自{start}起计算" if start else ""
    ground = f"（{basis}）" if basis else ""
    return f"{item}的{name}是 {length}{counted}{ground}。"


def approved_by_staff(day: date) -> str:
    """Return who answers for an approved answer, and since when."""
    return f"本局工作人员审定 · {day.isoformat()}"


def several_limits(item: str, lengths: tuple[str, ...]) -> str:
    """Return several limits that depend on the case."""
    return f"{item}的法定时限因情形而不同：{'、'.join(lengths)}。"


def promised_limit(length: str) -> str:
    """Return the bureau's own promise."""
    return f"本局承诺 {length}。"


def duty(what: str, basis: str | None) -> str:
    """Return a deadline that the enterprise itself has to keep."""
    said = f"{what.rstrip('。')}{f'（{basis}）' if basis else ''}。"
    return said if "不是审批" in said else said + OWN_DEADLINE


def papers(item: str, names: tuple[str, ...]) -> str:
    """Return the papers to hand in, by name."""
    return f"{item}的申请材料共 {len(names)} 项：{'、'.join(names)}。"


def taken_by(item: str, department: str) -> str:
    """Return who takes an item."""
    return f"{item}的办理部门：{department}。"


def part(label: str, said: str, source: str) -> str:
    """Return one part of an answer, with where it stands."""
    return f"{label}：{said}\n——{source}"


def candidate(item: str, question: str) -> str:
    """Return a question that names its item."""
    return f"{item}：{question}"


def levels_differ(item: str, fact: str, said: tuple[tuple[str, str], ...]) -> str:
    """Return what each level says, from the highest down; nothing is averaged."""
    ladder = "；".join(f"{level}规定 {figure}" for level, figure in said)
    return f"{item}的{fact}，各级规定不同：{ladder}。"


def official_wins(item: str, fact: str, said: tuple[tuple[str, str], ...]) -> str:
    """Return that the official text and our compilation differ, and which counts."""
    return f"{item}的{fact}，{_each(said)}。整理稿与正式文本不一致，以正式文本为准。"


def sources_disagree(item: str, fact: str, said: tuple[tuple[str, str], ...]) -> str:
    """Return that documents of the same authority disagree."""
    return f"{item}的{fact}，有效文件说法不一致：{_each(said)}。请以窗口确认为准。"


def _each(said: tuple[tuple[str, str], ...]) -> str:
    return "；".join(f"{name}写“{figure}”" for name, figure in said)
