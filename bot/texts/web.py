"""What programs, and the people behind them, read when the HTTP interface refuses something."""

PORT_TAKEN = "端口 {port} 已被占用：请停止占用它的程序，或用 BANGBAN_WEB_PORT 另选一个"
MAY_NOT_LISTEN = "没有权限监听 {host}:{port}：请用 BANGBAN_WEB_PORT 选一个 1024 以上的端口"
CANNOT_LISTEN = "无法监听 {host}:{port}：请检查 BANGBAN_WEB_HOST 是否是本机地址"

UNSIGNED = "请在 Authorization 头中给出 Bearer 令牌（由 bangban api-token create 生成）"
NOT_ADMITTED = "API 令牌无效或已吊销，请向管理员换取新令牌"
TOO_LARGE = "请求正文超过 {most} 字节，请分批提交"
NO_SUCH_PATH = "没有这个地址，接口说明见 /api/openapi.json"
NO_SUCH_METHOD = "这个地址不支持该请求方法，接口说明见 /api/openapi.json"
BAD_REQUEST = "请求无法读取，请检查后重试"
NOT_JSON = "请求正文须为 JSON 对象，并带 Content-Type: application/json"
NO_DATABASE = "数据库暂时无法访问，本次未写入任何内容，请稍后重试"
NO_INDEX = "知识库索引是空的：请运行 bangban knowledge sync"
FAILED = "服务器出错，本次未写入任何内容，问题已记录，请稍后重试"

IN_FACT = "第 {number} 条的 {field} 有误：{reason}"
IN_FIELD = "{field} 有误：{reason}"
CASE_UNKNOWN = "没有这个办件：{ref}。请核对；如是新办件，请同时给出 project_code 和 item"
PROJECT_UNKNOWN = "没有这个项目：{code}。请核对；如是新项目，请同时给出 project"
KEY_REUSED = "这个 Idempotency-Key 已用于内容不同的请求，请为新请求换一个键"
BAD_KEY = "Idempotency-Key 应为 1 到 {most} 个可见的英文字符"
TOGETHER = "project_code 和 item 须同时给出"
PROJECT_ALONE = "给出 project 时，须同时给出 project_code 和 item"
CONTROL_CHARACTER = "含有控制字符"
BAD_PROCEDURE = "应为 {known} 之一"

FIELD_REASONS = {  # by the kind of the mistake; the rest is BAD_FIELD
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个字段，请核对名称",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "string_too_long": "最多 {max_length} 个字",
    "too_short": "至少 {min_length} 条",
    "too_long": "最多 {max_length} 条，请分批提交",
    "list_type": "应为数组",
    "tuple_type": "应为数组",
    "decimal_max_digits": "位数过多",
    "decimal_max_places": "最多 {decimal_places} 位小数",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
}
BAD_FIELD = "值或格式不对"

NO_PROJECT = "没有这个项目：{code}。请核对项目代码"
NOT_TELEGRAM = "回调密钥不符"
NOT_AN_UPDATE = "正文不是 Telegram 的更新"
