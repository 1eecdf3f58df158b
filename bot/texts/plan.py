"""The way of a project through the bureau: what is asked, and what is answered."""

PLAN_HEAD = "办理计划：{routes}"
PLAN_SPAN = "{start} 至 {end}，共 {working_days} 个工作日"
ASSUMED = "日期按材料齐全、当日受理，法定期限用满计算；承诺时限本局未公布，不计入。"
GAINS = "好处：{gains}"
MEANT_FOR = "适用：{says}{basis}"
NOT_MEANT_FOR = "注意：本项目不适合这条路线（{says}）{basis}"
STRAIN = "提醒：{words}"
SAVED = "比标准并联路线：{name}提前 {days} 天（{standard} → {planned}）"
NOT_SAVED = "比标准并联路线：{name}日期不变"
LATER = "比标准并联路线：{name}推后 {days} 天（{standard} → {planned}）"
CASES = "先后和日期（★ 决定总工期）"
CASE = "{mark}{name}：{start} 至 {end}{why}"
MOMENT = "{mark}{name}：{day}{why}"
CRITICAL = "★ "
BESIDE = "· "
WHY = "（{days}，{basis}）"
WHY_NO_BASIS = "（{days}）"
OWN_ESTIMATE = "企业预计"
NOT_KNOWN = "（天数未收录，未计入）"
PROVISIONAL = "，跨未公布放假安排的年份，为估算"
UNITS = {
    "working": "{days} 个工作日",
    "calendar": "{days} 日（自然日）",
    "immediate": "即时办结",
    "month": "{days} 个月",
    "year": "{days} 年",
}
BECAUSE = "　{words}{basis}"
BASIS = "（{basis}）"
NOT_NEEDED = "不用办"
ITEM_WHY = "· {name}：{says}{basis}"
DROPPED = "· {name}：{because}{basis}"
UNSURE = "还不能确定，未排入日期"
PAPERS = "材料（相同的只交一次）"
PAPER = "· {name}{wanted}"
PAPER_FOR = "（{count} 个事项共用）"
PAPER_FROM = "（由{item}产生，不用另备）"
MISSING = "补充这些情况后可以排得更准：{labels}"

ASK = {
    "funding": "项目是企业投资还是政府投资？",
    "in_catalogue": "项目列入政府核准的投资项目目录吗？多数工业、商业项目不在目录内。",
    "land": "用地是出让、划拨，还是已有用地？",
    "use": "建筑主要作什么用？",
    "investment": "总投资多少<b>万元</b>？",
    "floor_area": "总建筑面积多少<b>平方米</b>？",
    "land_area": "用地面积多少<b>平方米</b>？",
    "height": "建筑高度多少<b>米</b>？",
    "basement_floors": "地下几层？没有发 0。",
    "basement_area": "地下建筑面积多少<b>平方米</b>？没有发 0。",
    "earthwork": "挖方和填方一共多少<b>立方米</b>？",
    "electricity": "建成后一年用电多少<b>万千瓦时</b>？",
    "energy": "建成后一年综合能耗多少<b>吨标准煤</b>？",
    "eia": "按环评分类管理名录，要编报告书、报告表还是登记表？",
    "special_fire": "属于特殊建设工程吗？例如大型商场、医院、学校宿舍、易燃易爆场所。",
    "hazardous": "涉及易燃易爆或者有毒有害吗？",
    "simple": "功能单一、技术简单吗？",
    "takes_water": "要直接取用河湖水或者地下水吗？用自来水不算。",
    "digs_road": "施工要挖城市道路吗？",
    "occupies_road": "施工要临时占用城市道路吗？",
    "occupies_green": "施工要临时占用城市绿地吗？",
    "near_springs": "位于泉水重点保护范围吗？",
    "renewal": "属于城市更新项目吗？",
}
INTRO = "帮您排一份办理计划：一共要办哪些、按什么先后、哪天能办完。问几个情况，不清楚的可以跳过。"
BAD_NUMBER = "没看懂这个数，请只发数字，例如 12000。"
BAD_CHOICE = "没看懂，请点下面的一项。"
YES, NO, SKIP, ENOUGH, CANCEL = "是", "否", "不清楚", "先按现在的排", "不排了"
CANCELLED = "好的，没有排计划。"
OTHER_ROUTES = "换条路线比一比"
CHOOSE_ROUTE = "请选择路线，会和标准并联路线比较："
BUTTON_AGAIN = "重新排"
BUTTON_ITEMS = "哪些不用办"
BUTTON_PAPERS = "材料清单"
EXPIRED = "这份计划的情况已经清除，请发 /plan 重新排。"
FOOT = "<i>按办事指南整理稿排出，仅供安排工作，不作为行政许可的依据；以窗口审查为准。</i>"
