/** What lies over a chat for a moment: toasts, the bot's alert, an enlarged picture, the link dialog. */

import { h } from "./dom.js";
import { pastedPayload } from "./links.js";

const READING = 4_500; // ms

export function toast(chat, text, kind = "") {
  const note = h("p", { class: `toast ${kind}` }, text);
  const place = chat.querySelector(".toasts");
  place.append(note);
  while (place.children.length > 3) place.firstElementChild.remove();
  setTimeout(() => note.remove(), READING);
}

export function showAlert(text) {
  const dialog = document.getElementById("alert");
  dialog.querySelector("p").textContent = text;
  if (!dialog.open) dialog.showModal();
}

export function enlarge(url, caption) {
  const dialog = document.getElementById("lightbox");
  const picture = dialog.querySelector("img");
  picture.src = url;
  picture.alt = caption || "图片";
  dialog.querySelector("p").textContent = caption ?? "";
  dialog.onclick = (event) => event.target === dialog && dialog.close();
  dialog.showModal();
}

/** Ask for a deep link to *username* and hand its payload to *open*. */
export function askForLink(username, open) {
  const dialog = document.getElementById("link-dialog");
  const form = dialog.querySelector("form");
  const input = dialog.querySelector("input");
  const problem = dialog.querySelector(".field-error");
  input.value = "";
  problem.textContent = "";
  dialog.querySelector('[value="cancel"]').onclick = () => dialog.close();
  form.onsubmit = (event) => {
    const payload = pastedPayload(input.value, username);
    if (payload === null) {
      event.preventDefault();
      problem.textContent = `这不是本机器人（@${username}）的链接或邀请码。`;
      input.focus();
      return;
    }
    open(payload);
  };
  dialog.showModal();
  input.focus();
}
