/** One message as a bubble: quote, picture, document, text, time, and the keyboard under it. */

import { h, icon } from "./dom.js";
import { keyboard } from "./keyboard.js";
import { richText } from "./rich_text.js";
import { timeOfDay } from "./when.js";

/** *actions*: see chat.js. The result is rebuilt whole when its message changes. */
export function bubble(message, { zone, find, actions }) {
  if (message.event) return service(message);
  const side = message.from_bot ? "theirs" : "mine";
  const media = message.photo && !message.text ? "bare" : "";
  const box = h(
    "div",
    { class: `bubble ${media}` },
    message.reply_to ? quote(find(message.reply_to), actions) : null,
    message.photo ? photo(message, actions) : null,
    message.document ? documentRow(message.document) : null,
    message.sticker ? h("p", { class: "sticker" }, message.sticker) : null,
    message.voice ? h("p", { class: "voice" }, icon("voice"), "语音消息") : null,
    message.text ? words(message, actions) : null,
    stamp(message, zone),
  );
  return h(
    "article",
    {
      class: `message ${side}`,
      dataset: { messageId: message.id, testid: "message" },
      "aria-label": message.from_bot ? "机器人的消息" : "我的消息",
    },
    box,
    message.buttons?.length ? keyboard(message, actions) : null,
  );
}

function service(message) {
  const attributes = { class: "day", dataset: { messageId: message.id, testid: "event" } };
  return h("p", attributes, h("span", {}, message.event));
}

/** The first words of a message, for quotes and the pinned bar. */
export function summary(message) {
  if (!message) return "消息已删除";
  if (message.text) return message.text.replace(/\s+/g, " ").slice(0, 120);
  if (message.event) return message.event;
  if (message.photo) return "图片";
  if (message.document) return message.document.name;
  return message.voice ? "语音消息" : "贴纸";
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function words(message, actions) {
  const text = h("div", { class: "text", dataset: { testid: "text" } });
  text.append(richText(message.text, message.entities, actions));
  return text;
}

function stamp(message, zone) {
  const at = new Date(message.date);
  return h(
    "p",
    { class: "stamp" },
    message.edited ? h("span", { dataset: { testid: "edited" } }, "已编辑") : null,
    h("time", { datetime: message.date }, timeOfDay(at, zone)),
  );
}

function quote(original, actions) {
  return h(
    "button",
    {
      type: "button",
      class: "reply",
      dataset: { testid: "reply" },
      "aria-label": "看被回复的消息",
      onclick: () => original && actions.scrollTo(original.id),
    },
    h("b", {}, original?.from_bot === false ? "我" : "机器人"),
    h("span", {}, summary(original)),
  );
}

function photo(message, actions) {
  const { url, width, height } = message.photo;
  const alt = summary({ ...message, photo: null, text: message.text || "图片" });
  return h(
    "button",
    {
      type: "button",
      class: "photo",
      dataset: { testid: "photo" },
      "aria-label": "放大图片",
      onclick: () => actions.enlarge(url, message.text),
    },
    h("img", { src: url, alt, width, height, decoding: "async" }),
  );
}

function documentRow({ url, name, size: bytes }) {
  return h(
    "a",
    { class: "document", href: url, download: name, dataset: { testid: "document" } },
    h("span", { class: "document-icon" }, icon("file")),
    h("span", { class: "document-name" }, h("b", {}, name), h("small", {}, `${size(bytes)} · 下载`)),
  );
}
