/** The sandbox's date and time in the top bar, and the buttons that advance it. */

import { tell } from "./api.js";
import { fullDate } from "./when.js";

export function clockIn(bar, store, complain) {
  const face = bar.querySelector("time");
  const draw = () => {
    if (!store.clock) return;
    const passed = performance.now() - store.clock.heard;
    const now = new Date(new Date(store.clock.now).getTime() + passed);
    face.textContent = fullDate(now, store.clock.zone);
    face.dateTime = now.toISOString();
  };
  store.subscribe((change) => change.kind === "clock" && draw());
  setInterval(draw, 1_000);
  for (const button of bar.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        store.setClock(await tell("advance-clock", JSON.parse(button.dataset.advance)));
      } catch (problem) {
        complain(problem.message);
      } finally {
        button.disabled = false;
        button.focus();
      }
    });
  }
}
