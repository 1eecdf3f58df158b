"""What people read when something cannot be done."""

BUTTON_EXPIRED = "这个按钮已失效，请重新打开对应的菜单。"
NOT_ALLOWED = "这项功能只对本局工作人员开放，您没有权限。发送 /help 看看您能用什么。"
UNSUPPORTED = {
    "sticker": "收到您的表情。请用文字提问，例如“施工许可证几天能批下来？”。",
    "voice": "抱歉，我还听不了语音，请改用文字发送。",
    "photo": "抱歉，我还不能识别图片，请用文字说明。",
    "document": "抱歉，我还不能读取您发来的文件，请用文字说明，或联系您的项目管家。",
    "other": "抱歉，这类消息我还处理不了，请用文字发送。",
}
EDITED = "您修改了上一条消息。请把修改后的问题重新发送一次，我会重新答复。"
UNKNOWN_COMMAND = "没有这个指令。发送 /help 看看我能做什么。"
FAILED = "抱歉，刚才处理您的消息时出错了，问题已记录。请稍后再发一次，或发送 /human 找人工。"
GROUP = "为保护企业信息，请与我单独对话。"
REPEATED = "【可能重复】"
