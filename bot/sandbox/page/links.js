/** Deep links to the bot, and which addresses may be opened at all. */

const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;
const OPENABLE = new Set(["http:", "https:", "mailto:", "tel:"]);

function parsed(text) {
  try {
    return new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
  } catch {
    return null;
  }
}

/** The payload in a link to *username* (null: not such a link; "": a link without payload). */
export function deepLink(text, username) {
  const url = parsed(text.trim());
  if (!url) return null;
  const inTelegram = url.protocol === "tg:" && url.hostname === "resolve";
  const named = inTelegram
    ? url.searchParams.get("domain")
    : ["t.me", "telegram.me"].includes(url.hostname) && url.pathname.slice(1);
  if (!named || named.toLowerCase() !== username.toLowerCase()) return null;
  return url.searchParams.get("start") ?? "";
}

/** The payload of a pasted link, or of a bare invitation code; null when it is neither. */
export function pastedPayload(text, username) {
  const payload = deepLink(text, username) ?? (PAYLOAD.test(text.trim()) ? text.trim() : null);
  return payload !== null && (payload === "" || PAYLOAD.test(payload)) ? payload : null;
}

/** The address to put into a link, or null when its scheme could run or read something. */
export function openable(text) {
  const url = parsed(text);
  return url && OPENABLE.has(url.protocol) ? url.href : null;
}
