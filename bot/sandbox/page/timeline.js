/** The bubbles of one chat: kept equal to its messages, and scrolled the way a messenger does. */

import { bubble } from "./bubble.js";
import { arrange, h } from "./dom.js";
import { dayOf } from "./when.js";

const NEAR = 48; // px from the end that still count as "reading the newest"
const TOGETHER = 5 * 60_000; // ms between messages of one side that share a tail

export class Timeline {
  #shown = new Map(); // message id → { written, node }
  #days = new Map(); // day → its separator
  #atEnd = true;
  #top = 0; // where the reader was at the last scroll
  #unseen = 0;

  constructor({ scroller, list, pill, actions, onRead }) {
    Object.assign(this, { scroller, list, pill, actions, onRead });
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    pill.addEventListener("click", () => this.toEnd());
    const keepPlace = new ResizeObserver(() => this.#atEnd && this.#jump());
    keepPlace.observe(list);
    keepPlace.observe(scroller);
  }

  show(messages, { zone, quietly }) {
    const known = new Map(messages.map((message) => [message.id, message]));
    const before = new Set(this.#shown.keys());
    for (const id of before) if (!known.has(id)) this.#shown.delete(id);
    for (const message of messages) this.#draw(message, { zone, known });
    arrange(this.list, this.#laidOut(messages, zone));
    const fresh = messages.filter((message) => !before.has(message.id));
    const mine = fresh.some((message) => !message.from_bot);
    if (quietly || this.#atEnd || mine) this.toEnd();
    else this.#announce(fresh.length);
  }

  scrollTo(id) {
    const node = this.#shown.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("found");
    requestAnimationFrame(() => node.classList.add("found"));
  }

  toEnd() {
    this.#atEnd = true;
    this.#jump();
    this.#announce(0);
    this.onRead();
  }

  get atEnd() {
    return this.#atEnd;
  }

  #draw(message, { zone, known }) {
    const original = message.reply_to ? known.get(message.reply_to) : null;
    const written = JSON.stringify([message, original?.text]);
    const shown = this.#shown.get(message.id);
    if (shown?.written === written) return;
    const node = bubble(message, { zone, find: (id) => known.get(id), actions: this.actions });
    if (!shown) node.classList.add("arriving");
    this.#shown.set(message.id, { written, node });
  }

  #laidOut(messages, zone) {
    const nodes = [];
    let day = null;
    messages.forEach((message, at) => {
      const today = dayOf(new Date(message.date), zone);
      if (today !== day) nodes.push(this.#separator(today, at));
      day = today;
      const next = messages[at + 1];
      const joined =
        next &&
        next.from_bot === message.from_bot &&
        !message.buttons?.length &&
        new Date(next.date) - new Date(message.date) < TOGETHER;
      const { node } = this.#shown.get(message.id);
      node.classList.toggle("joined", Boolean(joined));
      nodes.push(node);
    });
    return nodes;
  }

  #separator(day, at) {
    const key = `${day}#${at}`;
    if (!this.#days.has(key)) this.#days.set(key, h("p", { class: "day" }, h("span", {}, day)));
    return this.#days.get(key);
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (clientHeight === 0) return;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    if (near) this.#atEnd = true;
    else if (scrollTop < this.#top) this.#atEnd = false; // only a reader goes up; layout never does
    this.#top = scrollTop;
    if (this.#atEnd) {
      this.#announce(0);
      this.onRead();
    }
  }

  #jump() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #announce(more) {
    this.#unseen = more === 0 ? 0 : this.#unseen + more;
    this.pill.hidden = this.#unseen === 0;
    this.pill.textContent = `${this.#unseen} 条新消息 ↓`;
  }
}
