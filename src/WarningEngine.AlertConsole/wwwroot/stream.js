// The connection to the engine. A page that hears nothing for longer than two keep-alives is cut off, whatever the network says.
const againMs = 2000;
const silentMs = 12_000;
const lookEveryMs = 1000;

/** Takes each message, and tells whether the engine is heard. A connection that ends, is refused or falls silent is made anew, for ever. */
export function follow(take, tell) {
  let events = null;
  let again = 0;
  let heardAt = 0;

  function hear() {
    heardAt = performance.now();
    tell(true);
  }

  function open() {
    clearTimeout(again);
    events?.close();
    heardAt = performance.now();
    events = new EventSource('/api/events');
    events.onopen = hear;
    events.addEventListener('ping', hear);
    events.onmessage = e => {
      hear();
      take(JSON.parse(e.data));
    };
    events.onerror = () => {
      tell(false);
      // Any answer but 200, a proxy's 502 for one, ends an EventSource for good.
      if (events.readyState === EventSource.CLOSED) {
        clearTimeout(again);
        again = setTimeout(open, againMs);
      }
    };
  }

  setInterval(() => {
    if (performance.now() - heardAt > silentMs) {
      tell(false);
      open();
    }
  }, lookEveryMs);
  open();
}
