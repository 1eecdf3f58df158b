/** What a person does, told to the server. A refusal becomes an Error whose message is the server's one line. */

export async function tell(action, body = {}) {
  let response;
  try {
    response = await fetch(`api/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("沙盒没有应答，请确认演示程序还在运行。");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail ?? `沙盒拒绝了这个操作（${response.status}）。`);
  return answer;
}

/** The bytes of a file the person picked, as base64. */
export async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}
