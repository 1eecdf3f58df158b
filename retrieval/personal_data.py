"""Masking what identifies a private person, before a question is searched, recorded or sent anywhere."""

import re

# Not \b: Chinese characters are word characters, so \b never stands between 证 and a digit.
_GAP = r"[ \-－—]?"
_PATTERNS = (
    ("【身份证号】", re.compile(r"(?<![\d\-])\d{17}[\dXx](?![\dA-Za-z])")),
    ("【身份证号】", re.compile(r"(?<![\d\-])\d{6} (?:19|20)\d{6} \d{3}[\dXx](?![\dA-Za-z])")),
    ("【银行卡号】", re.compile(r"(?<![\d\-])62\d{14}(?:\d{3})?(?!\d)")),
    (
        "【手机号】",
        re.compile(rf"(?<![\d\-])(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?![\d\-])"),
    ),
)


def mask_personal_data(text: str) -> str:
    """
    Return *text* with identity numbers, bank cards and mobile numbers replaced by what they were.

    >>> mask_personal_data("身份证370103199001011234查一下，电话13800001234")
    '身份证【身份证号】查一下，电话【手机号】'
    >>> mask_personal_data("2312-370103-04-01-123456 到哪了")
    '2312-370103-04-01-123456 到哪了'
    """
    for shown, pattern in _PATTERNS:
        text = pattern.sub(shown, text)
    return text


def without_personal_data(masked: str) -> str:
    """
    Return a *masked* question without the parts that only hold a mask; as it is when nothing else is left.

    >>> without_personal_data("我身份证【身份证号】，开工许可几天")
    '开工许可几天'
    """
    rest = "，".join(part for part in re.split("[，,。；;]", masked) if "【" not in part)
    return (rest.strip() or masked) if "【" in masked else masked
