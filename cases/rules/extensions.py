"""Extending the decision: once, within bounds, before the limit has run out."""

from datetime import date

from cases.rules.clock import Unit
from cases.rules.deadline_values import Deadline
from cases.rules.lifecycle import FoldedCase
from cases.rules.templates import ProcessTemplate


def extension_refusal(
    days: int, on: date, template: ProcessTemplate, plain: Deadline | None
) -> str | None:
    """
    Return why *days* more, granted *on* that day, have no effect, or ``None``.

    *plain* is the date without the extension; ``None`` when the item has no limit in law.

    Source:
        中华人民共和国行政许可法 第四十二条, or the item's own law: ``template.extension_basis``.
    """
    if plain is None or plain.unit is Unit.IMMEDIATE:
        return "该事项没有可以延长的法定审批期限"
    if days > template.extension_days:
        most = f"最多延长 {template.extension_days} 日（{template.extension_basis}）"
        return f"{most}，登记的是 {days} 日"
    if plain.due_on is not None and on > plain.due_on:
        return f"法定期限已于 {plain.due_on} 届满，届满后不能再延长"
    return None


def extended_by(
    case: FoldedCase, template: ProcessTemplate, plain: Deadline
) -> tuple[int, list[str]]:
    """Return by how much the decision is extended, and what an officer should know of it."""
    if not case.extensions:
        return 0, []
    extension = case.extensions[0]
    refusal = extension_refusal(extension.days, extension.on, template, plain)
    if refusal is not None:
        return 0, [f"{extension.on} 登记的延长期限不起作用：{refusal}"]
    said = f"审批期限延长 {extension.days} 日：{extension.approver}批准"
    told = f"{extension.noticed_on} 告知申请人" if extension.noticed_on else "没有告知申请人的记录"
    return extension.days, [f"{said}，{told}（{template.extension_basis}）"]
