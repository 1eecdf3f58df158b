/** A message's text and its entities (offsets in UTF-16 units, as JavaScript counts) as safe DOM. */

import { h } from "./dom.js";
import { deepLink, openable } from "./links.js";

const SIMPLE = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
/** *actions*: `bot` (its username), `start(payload)`, `command(text)`. */
export function richText(text, entities, actions) {
  const ordered = [...(entities ?? [])]
    .filter((entity) => entity.length > 0 && entity.offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fill(fragment, { text, start: 0, end: text.length, entities: ordered, actions });
  return fragment;
}

function fill(parent, { text, start, end, entities, actions }) {
  let at = start;
  let afterBlock = false;
  for (let i = 0; i < entities.length; ) {
    const entity = entities[i];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    let next = i + 1;
    while (next < entities.length && entities[next].offset < to) next += 1;
    const block = BLOCKS.has(entity.type);
    plain(parent, text.slice(at, from), { afterBlock, beforeBlock: block });
    const node = elementFor(entity, text.slice(from, to), actions);
    fill(node.inside ?? node.outer, {
      text,
      start: from,
      end: to,
      entities: entities.slice(i + 1, next),
      actions,
    });
    parent.append(node.outer);
    afterBlock = block;
    at = to;
    i = next;
  }
  plain(parent, text.slice(at, end), { afterBlock, beforeBlock: false });
}

function elementFor(entity, covered, actions) {
  if (SIMPLE[entity.type]) return { outer: h(SIMPLE[entity.type]) };
  switch (entity.type) {
    case "pre": {
      const inside = h("code");
      return { outer: h("pre", { "data-language": entity.language }, inside), inside };
    }
    case "blockquote":
      return { outer: h("blockquote") };
    case "expandable_blockquote":
      return expandableQuote();
    case "spoiler":
      return { outer: spoiler() };
    case "text_link":
      return { outer: link(entity.url, actions) };
    case "url":
      return { outer: link(covered, actions) };
    case "email":
      return { outer: link(`mailto:${covered}`, actions) };
    case "bot_command":
      return { outer: command(covered, actions) };
    default:
      return { outer: h("span", { class: `entity-${entity.type}` }) };
  }
}

function link(address, actions) {
  const payload = deepLink(address, actions.bot());
  if (payload !== null) {
    return h("a", {
      href: "#",
      onclick: (event) => {
        event.preventDefault();
        actions.start(payload);
      },
    });
  }
  const href = openable(address);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }) : h("span");
}

function command(text, actions) {
  return h("a", {
    href: "#",
    class: "command-link",
    onclick: (event) => {
      event.preventDefault();
      actions.command(text);
    },
  });
}

function spoiler() {
  const reveal = (event) => {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.currentTarget.classList.add("revealed");
    event.currentTarget.removeAttribute("role");
    event.currentTarget.removeAttribute("tabindex");
  };
  const hidden = { class: "spoiler", role: "button", tabindex: 0, title: "点击显示" };
  return h("span", { ...hidden, onclick: reveal, onkeydown: reveal });
}

function expandableQuote() {
  const inside = h("div", { class: "quote-text" });
  const toggle = h("button", { type: "button", class: "quote-toggle", "aria-expanded": "false" }, "展开");
  const outer = h("blockquote", { class: "expandable" }, inside, toggle);
  const flip = () => {
    const open = outer.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? "收起" : "展开";
  };
  outer.addEventListener("click", (event) => {
    if (event.target.closest("a, .spoiler") || String(getSelection())) return;
    if (!outer.classList.contains("short")) flip();
  });
  new ResizeObserver(() => {
    if (inside.clientHeight === 0 || outer.classList.contains("open")) return;
    outer.classList.toggle("short", inside.scrollHeight <= inside.clientHeight + 2);
  }).observe(inside);
  return { outer, inside };
}

/** Text between entities. A block already ends its line, so the newline beside it is not shown twice. */
function plain(parent, text, { afterBlock, beforeBlock }) {
  let shown = afterBlock && text.startsWith("\n") ? text.slice(1) : text;
  if (beforeBlock && shown.endsWith("\n")) shown = shown.slice(0, -1);
  if (shown) parent.append(shown);
}
