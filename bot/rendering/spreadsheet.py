"""Cells of tables that people open in a spreadsheet."""

BOM = "\ufeff"  # without it Excel reads Chinese as something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so would be computed


def cell(value: object) -> str:
    """Return *value* as text that no spreadsheet computes."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
