"""The manager's board and its breakdowns."""

BOARD = (
    "<b>重点项目看板</b>（{today}）\n"
    "重点项目 <b>{projects}</b> 个（{levels}），总投资 <b>{investment}</b> 亿元\n"
    "{stages}\n"
    "<i>同时处于多个阶段的，按最后开始的阶段计</i>\n\n"
    "<b>项目立项</b>\n{filings}\n\n"
    "在办办件 {open}，其中超期 <b>{overdue}</b>"
)
LEVEL = "{name} {count}"
LINE = "· {name}　{count}"
TO_DATE = "· {year}年至今 {projects} 个、{investment} 亿元（{before}年同期 {projects_before} 个、{investment_before} 亿元）"
WHOLE_YEAR = "· {year}年全年 {projects} 个、{investment} 亿元（{before}年 {projects_before} 个、{investment_before} 亿元）"

BUTTON_PHASES = "五个环节"
BUTTON_INDUSTRIES = "行业"
BUTTON_STREETS = "街道"
BUTTON_TIMES = "办理用时"
BUTTON_LAW = "停表与按时率"
BUTTON_SILENT = "久无进展"
BUTTON_TODAY = "三天内到期"
BUTTON_CASES = "全部项目"
BUTTON_BACK = "返回看板"

PHASES = (
    "<b>五个环节</b>（重点项目，{today}）\n{phases}\n\n"
    "<b>正在办理的阶段</b>\n{under_way}\n\n"
    "<i>环节由审批记录推出：立项办结前为谋划，施工许可办结前为落地，验收前为建设，"
    "联合验收或竣工验收备案后为见效，不动产登记后为服务。一个项目可同时处于多个环节或阶段。</i>"
)
INDUSTRIES = "<b>立项行业</b>（{year}年全年，括号内为{before}年）\n{lines}"
INDUSTRY = (
    "· {name}　{projects} 个、{investment} 亿元（{projects_before} 个、{investment_before} 亿元）"
)
STREETS = "<b>街道</b>（全部项目，括号内为重点项目）\n{lines}"
STREET = "· {name}　{projects} 个（{key} 个）、{investment} 亿元"
TIMES = (
    "<b>各状态用时</b>（工作日，近一年结束的）\n{lines}\n\n"
    "<i>中位：一半不超过；九成：九成不超过。停表的日子也计在“特别程序”里。</i>"
)
TIME = "<b>{item}</b>\n{states}"
TIME_STATE = "　{state}　中位 {median}，九成 {p90}（{spells} 次）"
LAW = (
    "<b>停表</b>（近一年，审批中的工作日）\n共 {total} 天，其中停表 {stopped} 天，占 {share}\n{grounds}\n\n"
    "<b>按时率</b>（近一年作出决定的办件）\n{rates}\n\n"
    "<i>停表依据行政许可法第四十五条；按时与否按登记的受理日、决定日和停表日计算。</i>"
)
GROUND = "· {name}　{days} 天，占停表的 {share}"
NO_STOPS = "· 没有停表"
STATUTORY = "· 法定期限：{met}/{of}（{rate}）"
PROMISED = "· 承诺期限：{met}/{of}（{rate}）"
NO_STATUTORY = "· 法定期限：没有可比的办件"
NO_PROMISED = "· 承诺期限：没有已公布的承诺期限可比"
SILENT = "<b>久无进展</b>\n{after} 个工作日没有新记录的在办办件 {total} 个\n{lines}"
SILENT_NONE = "没有超过 {after} 个工作日无新记录的在办办件。"
SILENT_CASE = "· {project}\n　{item}　<code>{ref}</code>\n　{state}，最近记录 {last_on}（{days} 个工作日前），管家 {steward}"
SILENT_MORE = "……另有 {count} 个"
NO_STEWARD = "未指定"
WEEKLY = "【每周提醒】"

CHART_TITLE = "重点项目看板"
CHART_SUMMARY = "重点项目 {projects} 个　总投资 {investment} 亿元"
CHART_STAGES = "重点项目所在阶段（个）"
CHART_FILINGS = "项目立项（亿元，括号内为个数）"
CHART_YEAR = "{year}年"
CHART_TO_DATE = "{year}年至今"
CHART_SAME = "{year}年同期"
CHART_VALUE = "{investment}（{projects}）"
CHART_FOOT = "截至 {today}，由办件记录统计"
