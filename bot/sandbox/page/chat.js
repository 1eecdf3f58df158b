/** One persona's chat with the bot: its bar, its timeline, its foot. */

import { tell } from "./api.js";
import { summary } from "./bubble.js";
import { Composer } from "./composer.js";
import { fromTemplate } from "./dom.js";
import { askForLink, enlarge, showAlert, toast } from "./overlays.js";
import { Timeline } from "./timeline.js";

export class Chat {
  #waiting = new Map(); // callback query id → what ends the button's busy state
  #answered = new Set();
  #messages = [];
  #readUpTo;

  constructor(persona, { store, onUnread }) {
    Object.assign(this, { persona, store, onUnread });
    this.node = fromTemplate("chat-template");
    this.node.dataset.userId = persona.user_id;
    this.#readUpTo = Number(sessionStorage.getItem(this.#key()) ?? -1);
    this.find("messages").setAttribute("aria-label", `${persona.name}与机器人的聊天`);
    const actions = this.#actions();
    this.timeline = new Timeline({
      scroller: this.find("messages"),
      list: this.node.querySelector(".timeline"),
      pill: this.find("new-messages"),
      actions,
      onRead: () => this.#read(),
    });
    this.composer = new Composer(this.node, { persona, actions });
    this.find("open-link").onclick = () => askForLink(store.bot.username, actions.start);
    this.find("block").onchange = (event) => this.#setBlocked(event.target);
    this.find("unblock").onclick = () => this.#do("unblock");
    this.find("start").onclick = () => actions.start("");
    this.find("pinned").onclick = () => this.timeline.scrollTo(Number(this.find("pinned").dataset.target));
    document.addEventListener("visibilitychange", () => this.timeline.atEnd && this.#read());
  }

  find(testid) {
    return this.node.querySelector(`[data-testid="${testid}"]`);
  }

  /** Draw *chat*; *news* are answers to button presses not shown before. */
  show(chat, news, { quietly }) {
    this.#messages = this.store.messages(chat);
    if (quietly && this.#readUpTo < 0) this.#readUpTo = this.#last();
    this.timeline.show(this.#messages, { zone: this.store.clock.zone, quietly });
    this.#showBar(chat);
    this.#showPinned(chat);
    this.#showDraft(chat);
    this.#showFoot(chat);
    this.composer.setCommands(chat.commands);
    this.composer.setKeyboard(chat.keyboard);
    for (const answer of news) this.#answer(answer);
    this.#read();
  }

  selected() {
    if (this.timeline.atEnd) this.timeline.toEnd();
  }

  #showBar(chat) {
    this.node.querySelector(".chat-who strong").textContent = this.store.bot.name;
    const status = this.find("typing");
    status.textContent = chat.typing ? "正在输入…" : "机器人";
    status.classList.toggle("busy", chat.typing);
    this.find("block").checked = chat.blocked;
    this.find("block").disabled = !chat.started;
  }

  #showDraft({ draft }) {
    const bubble = this.find("draft");
    bubble.hidden = draft === null;
    bubble.textContent = draft || "正在思考…";
  }

  #showPinned(chat) {
    const bar = this.find("pinned");
    const pinned = this.#messages.filter((message) => message.pinned).at(-1);
    bar.hidden = !pinned;
    if (!pinned) return;
    bar.dataset.target = pinned.id;
    bar.querySelector(".pinned-text").textContent = summary(pinned);
  }

  #showFoot(chat) {
    const empty = this.#messages.length === 0;
    this.find("blocked").hidden = !chat.blocked;
    this.find("start").hidden = chat.blocked || chat.started;
    this.find("composer").hidden = chat.blocked || !chat.started;
    this.find("suggestions").hidden = chat.blocked || !chat.started;
    const welcome = this.find("welcome");
    welcome.hidden = !empty;
    welcome.querySelector("strong").textContent = this.store.bot.name;
    welcome.querySelector("p").textContent =
      this.store.bot.description || `以${this.persona.title || this.persona.name}的身份与机器人开始聊天。`;
  }

  #actions() {
    return {
      bot: () => this.store.bot.username,
      say: (text) => this.#do("say", { text }),
      command: (text) => this.#do("say", { text }),
      start: (payload) => this.#do("start", payload ? { payload } : {}),
      send: (kind, body = {}) => this.#do(kind, body),
      press: (messageId, data, rest) => this.#press(messageId, data, rest),
      scrollTo: (id) => this.timeline.scrollTo(id),
      enlarge,
      copy: async (text) => {
        await navigator.clipboard.writeText(text);
        toast(this.node, "已复制");
      },
      complain: (text) => toast(this.node, text, "problem"),
    };
  }

  /** Tell the server; true when it was taken. A refusal is shown, never swallowed. */
  async #do(action, body = {}) {
    try {
      await tell(action, { user_id: this.persona.user_id, ...body });
      return true;
    } catch (problem) {
      toast(this.node, problem.message, "problem");
      return false;
    }
  }

  async #press(messageId, data, rest) {
    try {
      const body = { user_id: this.persona.user_id, message_id: messageId, data };
      const { query_id: query } = await tell("press", body);
      if (this.#answered.has(query)) rest();
      else this.#waiting.set(query, rest);
    } catch (problem) {
      rest();
      toast(this.node, problem.message, "problem");
    }
  }

  #answer({ id, text, alert }) {
    this.#answered.add(id);
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    if (text && alert) showAlert(text);
    else if (text) toast(this.node, text);
  }

  async #setBlocked(box) {
    const done = await this.#do(box.checked ? "block" : "unblock");
    if (!done) box.checked = !box.checked;
  }

  get #visible() {
    return this.node.offsetParent !== null && !document.hidden;
  }

  #read() {
    if (this.#visible && this.timeline?.atEnd) {
      this.#readUpTo = this.#last();
      sessionStorage.setItem(this.#key(), this.#readUpTo);
    }
    const unread = this.#messages.filter((message) => message.from_bot && message.id > this.#readUpTo);
    this.onUnread(unread.length);
  }

  #last() {
    return this.#messages.at(-1)?.id ?? 0;
  }

  #key() {
    return `read-${this.store.run}-${this.persona.user_id}`;
  }
}
