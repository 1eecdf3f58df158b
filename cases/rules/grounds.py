"""On which ground of 行政许可法 第四十五条 a clock stands still."""

from cases.rules.kinds import PROCEDURES

UNSTATED = "未注明"


def ground_of(*said: str | None) -> str:
    """
    Return the procedure that *said*, the surest first, names first, or that none is named.

    >>> ground_of("专家评审，已书面告知申请人所需时间", "")
    '专家评审'
    """
    text = " ".join(one for one in said if one)
    found = [(text.index(name), name) for name in PROCEDURES if name in text]
    return min(found)[1] if found else UNSTATED
