/** The inline keyboard under a bubble. */

import { h, icon } from "./dom.js";
import { deepLink, openable } from "./links.js";

const PATIENCE = 12_000; // ms a button stays busy when the bot never answers the press

export function keyboard(message, actions) {
  const rows = message.buttons.map((row) =>
    h("div", { class: "keyboard-row" }, ...row.map((button) => key(message, button, actions))),
  );
  return h("div", { class: "keyboard", role: "group", "aria-label": "按钮" }, ...rows);
}

function key(message, button, actions) {
  const style = { class: `key ${button.style ?? ""}`, dataset: { testid: "button" } };
  if (!["url", "web_app"].includes(button.kind)) {
    return h("button", { ...style, type: "button", onclick: (event) => press(event.currentTarget, message, button, actions) }, button.text);
  }
  const payload = deepLink(button.value, actions.bot());
  if (payload !== null) {
    return h("button", { ...style, type: "button", onclick: () => actions.start(payload) }, button.text);
  }
  const href = openable(button.value);
  return h(
    "a",
    { ...style, href, target: "_blank", rel: "noopener noreferrer" },
    button.text,
    h("span", { class: "key-out" }, icon("out")),
  );
}

async function press(node, message, button, actions) {
  if (node.getAttribute("aria-busy") === "true") return;
  if (button.kind === "copy_text") {
    actions.copy(button.value);
    return;
  }
  if (button.kind !== "callback_data") {
    actions.complain("沙盒里不支持这种按钮。");
    return;
  }
  node.setAttribute("aria-busy", "true");
  const rest = () => node.removeAttribute("aria-busy");
  setTimeout(rest, PATIENCE);
  await actions.press(message.id, button.value, rest);
}
