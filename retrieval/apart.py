"""A comparison taken apart: the same asked of each of the two things, so that each is answered by itself."""

import re

_WITH = r"(?:和|跟|与|还是|(?<![合共相])同(?![时意一样])|、|[，,](?:和|跟))"
_TWO = re.compile(
    rf"^(?:(?:同样?是|都是)?(?P<topic>[^，,。？?]{{2,12}})[，,])?(?:一份|一个|一道|拿|走)?(?P<one>[^，,。？?]{{2,16}}?){_WITH}(?P<other>[^，,。？?]{{2,16}}?)"
    r"(?P<rest>[，,。？?].*|(?:两|这[俩两]|那张|哪[个样种]|各|分别|办起来|批的|有[啥什]|差|一样|的?(?:期限|时间|时限|天数)(?!有|到底|跟|和)).*)$"
)
_OF_NO_MEASURE = re.compile(r"意思|程度|[么啥]区别")
_COMPARES = re.compile(r"哪[个样种]|谁[更批]|各|差(?!不多)|一样|同一家|分别|比一比|[啥么]不同")
_COUNTED_AS_TWO = re.compile(r"(?:这|那)?[两俩](?:[种个样张道]|者)?(?:手续|证|批件|事)?")
# What is compared, however it is put, and the same asked of one thing.
_ASKED = (
    (r"(?:次数|回数|[几多]少?[次回])", "最多几次"),
    (r"(?:快|慢|久|等|天数|几天|多少天|日子|时间|时限|审批期限|期限[短长])", "要几天"),
    (r"(?:罚)", "罚多少"),
    (r"(?:谁|归|部门|同一家|哪家)", "归哪个部门"),
    (r"(?:材料|要交|要带)", "要什么材料"),
    (r"(?:收费|多少钱|贵|便宜)", "收多少钱"),
)
_COMPARING = re.compile(
    r"[，,]?(?:哪[个样种]|谁)?(?:更|批|审|办|等|罚)?[得的起来]{0,3}(?:更)?(?:快|慢|久|短|长|重|多|少|贵)(?:一?[点些])?|"
    r"差(?:多少|几天|在哪儿?)|(?:上)?(?:有[啥什]么?)?(?:不一样|一样多?|区别|不同)|比一比|哪[个样种]|"
    r"(?:各|都)(?:自|是|要)*(?:几天|多少天|多久|多长|几次)?|几天|分别|吗|不$|[？?]"
)

_NOTHING = 3  # characters of what is left of a comparison that name nothing


def taken_apart(question: str) -> tuple[str, str] | None:
    """
    Return the two questions that *question* compares the answers of, or None.

    >>> taken_apart("占道和挖路，哪个批得快些")
    ('占道要几天', '挖路要几天')
    """
    found = _TWO.search(question)
    rest = found["rest"] if found else ""
    if found is None or not _COMPARES.search(rest) or _OF_NO_MEASURE.search(rest):
        return None
    asked = next((meant for said, meant in _ASKED if re.search(said, rest)), None)
    if asked is None:
        return None
    about = _COMPARING.sub("", _COUNTED_AS_TWO.sub("", rest)).strip("，,。？? ")
    about = about if len(about) > _NOTHING else ""
    topic = found["topic"] or ""
    one, other = (f"{words}{topic}{about}{asked}" for words in (found["one"], found["other"]))
    return one, other
