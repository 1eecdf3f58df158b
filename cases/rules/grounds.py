"""On which ground of 行政许可法 第四十五条 a clock stands still."""

PROCEDURES = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")
UNSTATED = "未注明"


def ground_of(*said: str) -> str:
    """
    Return the procedure that *said* names first, or that none is named.

    >>> ground_of("专家评审，已书面告知申请人所需时间", "")
    '专家评审'
    """
    text = " ".join(said)
    found = [(text.index(name), name) for name in PROCEDURES if name in text]
    return min(found)[1] if found else UNSTATED
