/** One column: the personas of a side of the counter as tabs, the chosen one's chat below. */

import { Chat } from "./chat.js";
import { fromTemplate, h } from "./dom.js";

export class Pane {
  #chats = new Map(); // user id → { chat, tab, unread }
  #chosen = null;

  constructor(name, personas, { store, onUnread }) {
    Object.assign(this, { name, store, onUnread });
    this.node = fromTemplate("pane-template");
    this.node.dataset.pane = name;
    this.node.setAttribute("aria-label", name);
    this.node.querySelector("h2").textContent = name;
    this.tabs = this.node.querySelector(".tabs");
    this.tabs.setAttribute("aria-label", `${name}：换一个人`);
    this.tabs.addEventListener("keydown", (event) => this.#key(event));
    personas.forEach((persona) => this.#add(persona));
    const remembered = Number(sessionStorage.getItem(`chosen-${name}`));
    this.choose(this.#chats.has(remembered) ? remembered : personas[0]?.user_id);
  }

  has(userId) {
    return this.#chats.has(userId);
  }

  show(chat, news, options) {
    this.#chats.get(chat.user_id).chat.show(chat, news, options);
  }

  choose(userId, { focus = false } = {}) {
    this.#chosen = userId;
    sessionStorage.setItem(`chosen-${this.name}`, userId);
    for (const [id, { chat, tab }] of this.#chats) {
      const chosen = id === userId;
      chat.node.hidden = !chosen;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) chat.selected();
      if (chosen && focus) tab.focus();
    }
  }

  /** The column came into sight (narrow screens show one at a time). */
  appeared() {
    this.#chats.get(this.#chosen)?.chat.selected();
  }

  #add(persona) {
    const badge = h("span", { class: "badge", dataset: { testid: "unread" }, hidden: true });
    const tab = h(
      "button",
      {
        type: "button",
        role: "tab",
        class: "tab",
        id: `tab-${persona.user_id}`,
        title: persona.title,
        dataset: { persona: persona.user_id },
        onclick: () => this.choose(persona.user_id),
      },
      h("span", { class: "tab-name" }, persona.name),
      h("small", {}, persona.title),
      badge,
    );
    const onUnread = (count) => this.#setUnread(persona.user_id, count, badge);
    const chat = new Chat(persona, { store: this.store, onUnread });
    chat.node.id = `chat-${persona.user_id}`;
    chat.node.setAttribute("aria-labelledby", tab.id);
    tab.setAttribute("aria-controls", chat.node.id);
    this.#chats.set(persona.user_id, { chat, tab, unread: 0 });
    this.tabs.append(tab);
    this.node.append(chat.node);
  }

  #setUnread(userId, count, badge) {
    this.#chats.get(userId).unread = count;
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : String(count);
    badge.setAttribute("aria-label", `${count} 条未读`);
    const all = [...this.#chats.values()].reduce((sum, { unread }) => sum + unread, 0);
    this.onUnread(all);
  }

  #key(event) {
    const ids = [...this.#chats.keys()];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (ids.indexOf(this.#chosen) + step + ids.length) % ids.length;
    this.choose(ids[at], { focus: true });
  }
}
