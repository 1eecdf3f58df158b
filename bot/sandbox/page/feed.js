/**
 * The stream of news. Every connection begins with the whole state, so a reconnect repairs whatever was missed;
 * patches are keyed by message, so nothing is shown twice.
 */

const SILENCE = 40_000; // ms; the server ticks every 15 s
const RETRY = 1_000; // ms

export function follow(store, onConnection) {
  let source;
  let watchdog;
  let retry;

  const heard = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(reconnect, SILENCE);
  };
  const on = (name, use) =>
    source.addEventListener(name, (event) => {
      heard();
      use(JSON.parse(event.data));
    });

  function reconnect() {
    source?.close();
    clearTimeout(retry);
    onConnection("connecting");
    retry = setTimeout(connect, RETRY);
  }

  function connect() {
    source = new EventSource("api/events");
    heard();
    on("state", (state) => {
      onConnection("open");
      store.replace(state);
    });
    on("chat", (patch) => store.patch(patch));
    on("tick", ({ bot, clock }) => {
      store.bot = bot;
      store.setClock(clock);
    });
    source.onerror = reconnect;
  }

  onConnection("connecting");
  connect();
}
