/** What the page knows: one chat per persona, the clock, and who wants to hear of changes. */

export class Store {
  #listeners = [];
  chats = new Map();
  personas = [];
  bot = { name: "帮办", username: "", description: "" };
  hint = "";
  clock = null;
  run = null;

  subscribe(listener) {
    this.#listeners.push(listener);
  }

  /** Take the whole state; *run* tells a restarted sandbox from a restored connection. */
  replace(state) {
    const restarted = this.run !== null && this.run !== state.run;
    const first = this.run === null || restarted;
    this.run = state.run;
    this.bot = state.bot;
    this.hint = state.hint;
    this.personas = state.panes.flatMap((pane) =>
      pane.personas.map((persona) => ({ ...persona, pane: pane.pane })),
    );
    const before = this.chats;
    this.chats = new Map();
    for (const persona of this.personas) {
      const { messages, answers, ...rest } = persona.chat;
      const known = restarted ? undefined : before.get(persona.user_id);
      const chat = {
        ...rest,
        user_id: persona.user_id,
        messages: new Map(messages.map((message) => [message.id, message])),
        answered: known?.answered ?? new Set(first ? answers.map((answer) => answer.id) : []),
        news: [],
      };
      this.#answer(chat, answers);
      this.chats.set(persona.user_id, chat);
    }
    this.setClock(state.clock);
    this.#tell({ kind: "state", first });
    this.chats.forEach((chat) => this.#tellChat(chat, { first }));
  }

  patch({ user_id, messages, removed, answers, ...rest }) {
    const chat = this.chats.get(user_id);
    if (!chat) return;
    Object.assign(chat, rest);
    for (const message of messages) chat.messages.set(message.id, message);
    for (const id of removed) chat.messages.delete(id);
    this.#answer(chat, answers);
    this.#tellChat(chat, { first: false });
  }

  setClock(clock) {
    this.clock = { ...clock, heard: performance.now() };
    this.#tell({ kind: "clock" });
  }

  /** The chat's messages, oldest first. */
  messages(chat) {
    return [...chat.messages.values()].sort((a, b) => a.id - b.id);
  }

  #answer(chat, answers) {
    for (const answer of answers) {
      if (chat.answered.has(answer.id)) continue;
      chat.answered.add(answer.id);
      chat.news.push(answer);
    }
  }

  #tellChat(chat, { first }) {
    const news = chat.news.splice(0);
    this.#tell({ kind: "chat", chat, news, first });
  }

  #tell(change) {
    this.#listeners.forEach((listener) => listener(change));
  }
}
