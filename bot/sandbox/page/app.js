/** Puts the page together: one store, one feed, three columns. */

import { clockIn } from "./clock.js";
import { h } from "./dom.js";
import { follow } from "./feed.js";
import { showAlert } from "./overlays.js";
import { Pane } from "./pane.js";
import { Store } from "./store.js";

const CONNECTION = { connecting: "正在连接", open: "已连接" };

const store = new Store();
const panes = new Map();
const main = document.querySelector(".panes");
const paneSwitch = document.querySelector(".pane-switch");
const connection = document.querySelector('[data-testid="connection"]');

function build() {
  main.replaceChildren();
  paneSwitch.replaceChildren();
  panes.clear();
  for (const name of new Set(store.personas.map((persona) => persona.pane))) {
    const badge = h("span", { class: "badge", hidden: true });
    const button = h("button", { type: "button", dataset: { showPane: name }, onclick: () => showPane(name) }, name, badge);
    const onUnread = (count) => {
      badge.hidden = count === 0;
      badge.textContent = String(count);
    };
    paneSwitch.append(button);
    const personas = store.personas.filter((persona) => persona.pane === name);
    const pane = new Pane(name, personas, { store, onUnread });
    panes.set(name, pane);
    main.append(pane.node);
  }
  showPane(sessionStorage.getItem("pane") ?? [...panes.keys()][0]);
}

/** On a narrow screen one column shows; on a wide one this changes nothing. */
function showPane(name) {
  sessionStorage.setItem("pane", name);
  for (const [other, pane] of panes) {
    pane.node.classList.toggle("chosen", other === name);
    paneSwitch.querySelector(`[data-show-pane="${other}"]`)?.setAttribute("aria-pressed", String(other === name));
  }
  panes.get(name)?.appeared();
}

store.subscribe((change) => {
  if (change.kind === "state") {
    if (change.first) build();
    document.querySelector('[data-testid="hint"]').textContent = store.hint;
  } else if (change.kind === "chat") {
    const pane = [...panes.values()].find((candidate) => candidate.has(change.chat.user_id));
    pane.show(change.chat, change.news, { quietly: change.first });
  }
});

function showConnection(state) {
  connection.dataset.state = state;
  connection.querySelector("span").textContent = CONNECTION[state];
}

clockIn(document.querySelector(".top-clock"), store, showAlert);
follow(store, showConnection);
