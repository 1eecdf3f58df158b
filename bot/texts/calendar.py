"""What ``bangban calendar`` says."""

HEAD = "放假安排 {version}（{year} 年）：与目前相比有 {days} 天改变"
NO_SOURCE = "没有写明来源网址：采用前请与国务院办公厅的通知逐日核对"
MISSING = "通知中没有出现：{names}，请核对文件是否完整"
MOVED = "将有 {cases} 个办件的期限改变"
MOVE = "  {ref}（{item}）{name}：{before} → {after}"
MORE = "  ……另有 {count} 项，加 --json 查看全部"
APPLY_NEXT = "核对无误后运行：bangban calendar apply {version}"
APPLIED = "已采用，期限已按新安排计算；将发送 {owed} 条消息"
VERSION = "{version}　{state}　{source}　{sha256:.12}"
STATES = {True: "已采用", False: "待核对"}
NO_VERSIONS = "还没有提交过放假安排；目前使用程序自带的日历。"
