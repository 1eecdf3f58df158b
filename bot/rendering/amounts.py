"""Amounts of money, as people read them."""

from decimal import Decimal

WAN_IN_YI = 10_000  # 万元 in 亿元


def yi(investment: Decimal | str) -> str:
    """Return an amount of 万元 in 亿元, to two places."""
    return f"{Decimal(investment) / WAN_IN_YI:.2f}"
