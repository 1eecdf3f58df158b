/** Where a person writes: input, command menu, attachments with what is written as their words, suggestions. */

import { encoded } from "./api.js";
import { h, icon } from "./dom.js";

const LARGEST = 20 * 1024 * 1024; // bytes; the bot could not download more from Telegram either

export class Composer {
  #commands = [];
  #marked = -1;

  constructor(node, { persona, actions }) {
    Object.assign(this, { node, persona, actions });
    this.form = this.#find("composer");
    this.input = this.#find("input");
    this.menu = this.#find("commands");
    this.attachMenu = this.#find("attach-menu");
    this.menu.id = `commands-${persona.user_id}`;
    this.input.setAttribute("aria-label", `以${persona.name}的身份输入`);
    this.input.setAttribute("aria-controls", this.menu.id);
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#typed());
    this.#find("commands-button").onclick = () => this.#toggleCommands();
    this.#find("attach").onclick = () => this.#toggleAttach();
    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".foot") || !node.contains(event.target)) this.#closeMenus();
    });
    this.#offer(persona.suggestions);
    this.#fillAttachMenu();
  }

  setCommands(commands) {
    this.#commands = commands;
    this.#find("commands-button").hidden = commands.length === 0;
  }

  /** The reply keyboard: rows of texts that are said when pressed. */
  setKeyboard(rows) {
    const place = this.#find("reply-keyboard");
    place.hidden = rows.length === 0;
    place.replaceChildren(
      ...rows.map((row) =>
        h("div", { class: "keyboard-row" }, ...row.map((text) => h("button", { type: "button", class: "key", onclick: () => this.actions.say(text) }, text))),
      ),
    );
  }

  #find(testid) {
    return this.node.querySelector(`[data-testid="${testid}"]`);
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.#closeMenus();
    const written = this.input.value;
    this.input.value = "";
    this.#grow();
    if (!(await this.actions.say(text)) && !this.input.value) this.input.value = written;
    this.#grow();
  }

  #key(event) {
    if (event.isComposing) return; // Enter that ends a pinyin word is not "send"
    const choices = [...this.menu.children];
    if (!this.menu.hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#mark((this.#marked + step + choices.length) % choices.length);
    } else if (event.key === "Escape") {
      this.#closeMenus();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!this.menu.hidden && this.#marked >= 0) choices[this.#marked].click();
      else this.form.requestSubmit();
    }
  }

  #typed() {
    this.#grow();
    const text = this.input.value;
    if (/^\/[a-z0-9_]*$/.test(text)) this.#openCommands(text.slice(1));
    else this.#closeMenus();
  }

  #grow() {
    this.input.style.height = "auto";
    if (this.input.value) this.input.style.height = `${Math.min(this.input.scrollHeight, 132)}px`;
  }

  #toggleCommands() {
    if (this.menu.hidden) this.#openCommands("");
    else this.#closeMenus();
    this.input.focus();
  }

  #openCommands(beginning) {
    const fitting = this.#commands.filter(({ command }) => command.startsWith(beginning));
    this.#closeMenus();
    if (fitting.length === 0) return;
    this.menu.replaceChildren(...fitting.map((choice, at) => this.#choice(choice, at)));
    this.menu.hidden = false;
    this.#find("commands-button").setAttribute("aria-expanded", "true");
    if (beginning) this.#mark(0);
  }

  #choice({ command, description }, at) {
    const send = () => {
      this.#closeMenus();
      this.input.value = "";
      this.#grow();
      this.actions.command(`/${command}`);
    };
    return h(
      "li",
      { role: "option", id: `${this.menu.id}-${at}`, dataset: { command }, onclick: send },
      h("b", {}, `/${command}`),
      h("span", {}, description),
    );
  }

  #mark(at) {
    this.#marked = at;
    [...this.menu.children].forEach((choice, index) => {
      choice.setAttribute("aria-selected", String(index === at));
    });
    this.menu.children[at]?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", this.menu.children[at]?.id ?? "");
  }

  #toggleAttach() {
    const open = this.attachMenu.hidden;
    this.#closeMenus();
    this.attachMenu.hidden = !open;
    this.#find("attach").setAttribute("aria-expanded", String(open));
    if (open) this.attachMenu.querySelector("button").focus();
  }

  #closeMenus() {
    this.#marked = -1;
    this.menu.hidden = true;
    this.attachMenu.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
    for (const testid of ["attach", "commands-button"]) {
      this.#find(testid).setAttribute("aria-expanded", "false");
    }
  }

  #fillAttachMenu() {
    const picker = (kind, accept) =>
      h("input", {
        type: "file",
        accept,
        hidden: true,
        dataset: { testid: `file-${kind}` },
        onchange: (event) => this.#attach(kind, event.target),
      });
    const entry = (kind, label, act) =>
      h("button", { type: "button", role: "menuitem", dataset: { testid: `attach-${kind}` }, onclick: act }, icon(kind), label);
    const photo = picker("photo", "image/png,image/jpeg");
    const file = picker("document", null);
    const test = (kind) => () => {
      this.#closeMenus();
      this.actions.send(kind);
    };
    this.attachMenu.append(
      entry("photo", "图片", () => photo.click()),
      entry("file", "文件", () => file.click()),
      entry("sticker", "贴纸（测试）", test("sticker")),
      entry("voice", "语音（测试）", test("voice")),
      photo,
      file,
    );
    this.attachMenu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.#closeMenus();
      this.#find("attach").focus();
    });
  }

  async #attach(kind, picker) {
    this.#closeMenus();
    const [file] = picker.files;
    picker.value = "";
    if (!file) return;
    if (file.size > LARGEST) {
      this.actions.complain("文件超过 20 MB，机器人收不到，请换小一点的文件。");
      return;
    }
    const caption = this.input.value.trim();
    const sent = await this.actions.send(kind, { filename: file.name, content: await encoded(file), caption });
    if (sent && caption) {
      this.input.value = "";
      this.#grow();
    }
  }

  #offer(suggestions) {
    const chips = suggestions.map((suggestion) =>
      h("button", { type: "button", class: "chip", dataset: { testid: "chip" }, onclick: () => this.#take(suggestion) }, suggestion),
    );
    this.#find("suggestions").replaceChildren(...chips);
  }

  /** A command goes out at once; a question is put into the input to be read before it is sent. */
  #take(suggestion) {
    if (suggestion.startsWith("/")) {
      this.actions.command(suggestion);
      return;
    }
    this.input.value = suggestion;
    this.#grow();
    this.input.focus();
  }
}
