"""What the command line says, apart from the help of its options."""

from datetime import date

WEEKDAYS = "一二三四五六日"


def on_day(value: date) -> str:
    """Return e.g. ``2026-02-27（周五）``."""
    return f"{value}（周{WEEKDAYS[value.weekday()]}）"


# How a command was called
USAGE = "请用 {command} --help 查看用法"
NO_SUCH_COMMAND = "没有这个命令：{name}"
NO_SUCH_OPTION = "没有这个选项：{name}"
PERHAPS = "是否指 {names}"
MISSING = "缺少{name}"
EXTRA = "多余的参数：{names}"
NEEDS_VALUE = "选项 {name} 需要一个值"
NO_VALUE = "选项 {name} 不带值"
BAD_USAGE = "命令用法不正确（{message}）"
BAD_DAY = "{option} 的日期不正确：{value}。请写成 2026-02-11 这样的形式"
BAD_STOP = "{option} 的停表区间不正确：{value}。请写成 2026-02-11..2026-02-20 这样的形式"
BAD_NUMBER = "{option} 应为整数：{value}"
BAD_CHOICE = "{option} 的值不正确：{value}。可用：{allowed}"

# What failed
FILE_TROUBLE = "无法读写 {path}：{reason}"
UNEXPECTED = "内部错误（{name}）：请加 --verbose 重新运行查看详情，并把详情告诉维护人员"

# deadline
DUE = "到期日：{day}"
PROVISIONAL = "（预计：涉及年份的放假安排尚未公布）"

# staff, api-token, db
ROLES = {
    "steward": "项目管家",
    "officer": "审批人员",
    "manager": "管理者",
    "enterprise": "企业用户",
}
STAFF = "{name}　{role}　{channel} {address}"
STAFF_ADDED = "已登记：{who}"
STAFF_REMOVED = "已取消权限：{who}"
NO_STAFF = "还没有工作人员。请用 bangban staff add 登记。"
SHOWN_ONCE = "令牌只显示这一次，请立即妥善保存；丢失后只能新建。"
UPGRADED = "数据库已是最新结构：{database}"

# cases
IMPORTED = "共 {rows} 行：写入 {applied}，未变 {unchanged}，有误 {rejected}，通知 {owed} 条"
DRY_RUN = "（试运行，没有写入）"
REJECTED_ROW = "  第 {row} 行「{column}」：{reason}"
NOTHING_IMPORTED = (
    "有 {count} 处错误，整个文件都没有写入：请改正后重新导入，或加 --partial 只导入正确的行"
)
RECORDED = "已登记：{ref}（{item}）{before} → {after}"
RECORDED_PAST = "已登记：{ref}（{item}）较早的一条记录“{recorded}”，当前状态仍是“{after}”"
KNOWN_ALREADY = "已有这条记录，没有变化：{ref}（{item}）“{recorded}”"
OWED = "将发送 {count} 条消息"
MOVED = "期限改变：{name} {before} → {after}"
VOIDED = "已作废一条登记：{ref}（{item}），当前状态“{after}”"
BAD_FACT_ID = "FACT_ID 不正确：{value}。请从 cases show --json 的 facts 中复制 id"
NO_STATE = "（无记录）"
PROJECT = "{name}　{code}"
PROJECT_OF = "建设单位：{organization}　项目管家：{steward}"
NOBODY = "（未指定）"
STAGE = "{mark} {stage}　{done}/{total}"
PHASE = "环节：{phase}　依据 {item} {state}（{day}）"
PHASE_BARE = "环节：{phase}　尚无立项办结记录"
UNIT = "单位工程：{name}　{code}"
CASE = "· {item}　{ref}　{state}"
FACT = "    {day}　{state}{conflict}{note}"
CONFLICT = "　⚠ 与办理顺序不符"
MILESTONES = "里程碑"
MILESTONE = "    {day}　{kind}　{what}"
INVITE = "邀请码：{payload}\n链接：{link}\n有效期至：{expires}（只能用一次，只显示这一次）"
NO_LINK = "（无）"
NO_LINK_UNSET = "没有生成链接：未设置 BANGBAN_TELEGRAM_TOKEN。企业可向机器人发送 /start 加邀请码"
NO_LINK_NOW = "没有生成链接：{reason}。企业可向机器人发送 /start 加邀请码"

# audit
INTACT = "记录完好：{cases} 个办件的 {facts} 条登记，{acts} 条操作日志"
TAMPERED = "记录被改动过（共 {cases} 个办件的 {facts} 条登记，{acts} 条操作日志）："
BROKEN_ACT = "  操作日志自第 {number} 条起对不上"
BROKEN_CASE = "  办件 {ref} 自第 {number} 条登记起对不上"
CHAIN_HEAD = "摘要：{head}（记在别处，下次可据此发现末尾被删）"

# evaluate
EMPTY_CORPUS = "{path} 中没有可以收录的文件"
BAD_CORPUS = "--knowledge 不能用：{path}。应为目录，或 .jsonl、.jsonl.gz 条文文件"
BAD_KNOWN_QUESTIONS = "--known-questions 不能读：{path}。应为 UTF-8 的 JSONL 文件"
FIGURE_HEAD = f"{'指标':<22}{'数值':>6}　95% 区间　　　题数　说明"
FIGURE = "{name:<24}{value:>8}  {interval:<16}{units:>5}  {meaning}"
KIND_HEAD = "按类型：题数 · 首条命中 · 前五命中 · 关键事实 · 拒答"
KIND = "{kind:<24}{figures}"
FIGURES = {
    "questions": "题数",
    "hit@1": "第一条就是依据",
    "hit@5": "前五条里有依据",
    "item_hit@1": "第一条属于所问事项",
    "recall@10": "前十条找全依据的比例",
    "mrr@10": "依据排位的倒数均值",
    "key_fact": "答出关键事实（500 字以内）",
    "all_facts": "多问、比较题各部分都答出",
    "false_refusal": "能答却没有答",
    "refused_unanswerable": "不能答的没有硬答",
    "ended_as_expected": "不能答的以恰当方式收尾",
    "said_forbidden": "说了不该说的话（旧数字、被诱导的话）",
    "premises_corrected": "纠正了错误前提",
    "paraphrases_alike": "同义问法答得一致（按组）",
    "citation_precision": "引文逐字见于当日有效的出处",
    "stale_citations": "引用了当日无效的文本",
    "dropped_conditions": "漏掉所引条款的例外或门槛",
    "latency_ms_p50": "每题毫秒，中位",
    "latency_ms_p95": "每题毫秒，95%",
}
REFUSED_KIND = "其中 {kind} 类"

# knowledge
ADDED = "已收录：{id}　{title}　[{level}]　施行日期 {effective_from}"
NO_DAY = "未写明"
UNCHANGED = "已有，没有变化：{id}　{title}"
PROPOSED = "{file}：从文中读出以下内容，请核对"
PROPOSED_FIELD = "  {name}：{value}"
CORRECT = "以上内容正确吗？"
WOULD_END = "  《{title}》（编号 {id}）按文中规定自 {day} 起废止"
END_IT = "是否停用上述文件？"
NOTHING_ADDED = "没有收录。请用 --title --number --issuer --level --from --to 写明正确的内容后重试"
ENDED_BY_IT = "  自 {on} 起停用：{id}　{title}"
UNCONFIRMED_HINT = "{id}：{names}自文中读出，尚未确认。核对后加 --yes 重新收录，或用 {options} 改正"
WOULD_END_HINT = "{id} 写明《{title}》同时废止，库中的 {other} 尚未停用：加 --repeal 重新收录，或运行 bangban knowledge withdraw {other} --on {on}"
UNDATED_HINT = "{id}：看不出施行日期，按一直有效处理。如有，请用 --from 写明"
SYNC_NEXT = "运行 bangban knowledge sync 后，回答会用上这次改动"
WITHDRAWN = "已停用：{title}，自 {day} 起不再有效"
SYNC_COUNTS = ("added", "changed", "withdrawn", "unchanged")
SYNCED = "索引 {generation}：新增 {added}，更改 {changed}，停用 {withdrawn}，未变 {unchanged}"
DISAGREEING = "说法不一致：{said}"
REJECTED_FILE = "未收录：{reason}"
EMPTY_FOLDER = "目录中没有可以读的文件"
OFFICIAL = "正式文本"
COMPILED = "整理稿"
SOURCE = "来源：{title}"
IN_FORCE = "有效"
ENDS = "有效，至 {day} 为止（当日不再有效）"
NOT_YET = "尚未施行，自 {day} 起有效"
ENDED = "已失效，自 {day} 起{by}"
FOLLOWED_BY = "由 {id} 代替"
AMENDED = "　已被《{title}》修改，请收录修改后的文本"
UNCONFIRMED = "　待确认：{names}"
STANDING = "效力"
SUPERSEDES = "代替"
REPEALS = "同时废止"
AMENDS = "修改"
LEVEL = "层级"
ISSUER = "发文机关"
NUMBER = "文号"
FROM = "施行日期"
TO = "失效日期"

# questions
NO_GAPS = "没有没答上的提问。"
NO_APPROVED = "还没有审定答复。"
NOTHING_LAPSED = "没有需要停用的审定答复。"
NO_ITEM = "（未识别事项）"
NO_SLOT = "（未识别内容）"
GAP = "{count} 次（{people} 人，待答复 {waiting}）　{item} × {slot}　{reason}　可由{who}处理"
GAP_EXAMPLE = "    问：{question}"
GAP_COMPLAINTS = "    不满意的原因：{said}"
GAP_MISSED = "    查到但不足以回答：{names}"
APPROVED = "{number}　{state}　{question}　负责人 {owner}　{approved_on} 审定，{review_on} 前复核"
APPROVED_ANSWER = "    答：{answer}"
APPROVED_ENDED = "    原因：{reason}"
APPROVAL_STATES = {"in_force": "使用中", "invalidated": "已停用", "withdrawn": "已撤销"}
LAPSED = "已停用：{number}（{reason}）"
LAPSES = {
    "passage_changed": "所依据的条款内容已变更",
    "passage_gone": "所依据的条款已不在政策库中",
    "not_in_force": "所依据的条款已不在有效期",
    "review_due": "到期未复核",
}

# broadcast
NO_NOTICES = "还没有通知。"
NOBODY_YET = "（无）"
NOTICE = "{number}　{state}　{title}　已送达 {sent}/{total}　失败 {failed}　情况不明 {unknown}"
NOTICE_PEOPLE = "起草：{author}　提交：{submitter}　审批：{approver}"
NOTICE_HELD = "原因：{reason}"

SENDING_GOES_ON = "发送正常，没有停止。"
SENDING_STOPPED = "已停止（{scope}）　{by}　原因：{reason}"
SENDING_SCOPES = {"all": "全部", "channel:telegram": "Telegram 通道"}
SENDING_IN_FLIGHT = "在途 {in_flight} 条，仍可能送达。"

# doctor
PASSED = "✓"
TROUBLE = "✗"
TO_DO = "    → {todo}"

# serve, demo
BAD_PART = "--only 不正确：{value}。可用：{allowed}，多个用逗号隔开"
BAD_PORT = "--port 不正确：{value}。应为 0 到 65535 之间的整数"
SERVING = "帮办已启动：{parts}（按 Ctrl+C 结束）"
STOPPED = "帮办已停止"

# plan
PLAN_NOT_UTF8 = "{path} 不是 UTF-8 编码，请另存为 UTF-8"
PLAN_NOT_YAML = "{path} 第 {line} 行不是合法的 YAML，请写成“用地方式: 出让”这样一行一项"
PLAN_EMPTY = "{path} 没有项目情况，请写成“用地方式: 出让”这样一行一项"
