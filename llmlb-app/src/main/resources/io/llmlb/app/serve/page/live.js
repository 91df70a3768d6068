// The stream of what changes. The server ends each stream after some seconds, and the browser asks again by itself.

const SILENCE = 6000;

/** Listens to everything about one pool; returns what ends that. */
export function listen(pool, handlers) {
  let heard = performance.now();
  const query = pool ? `?pool=${encodeURIComponent(pool)}` : '';
  const source = new EventSource(`api/v1/events${query}`);
  const hear = handler => message => {
    heard = performance.now();
    handlers.connected(true);
    handler(JSON.parse(message.data));
  };
  source.addEventListener('status', hear(handlers.status));
  source.addEventListener('pool', hear(handlers.pool));
  const watch = setInterval(() => {
    if (performance.now() - heard > SILENCE) handlers.connected(false);
  }, 1000);
  return () => {
    clearInterval(watch);
    source.close();
  };
}
