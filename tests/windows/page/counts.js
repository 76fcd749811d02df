// Counts what a page can leave behind: listeners, timers, channels, elements. Runs before kirjaudu is there, and only where the test asks for it.
if (window.pageConfig.counts) count();

function count() {
  let listeners = 0;
  const known = new WeakMap();
  const timers = new Set();
  const channels = new Set();
  window.counted = () => ({
    listeners,
    timers: timers.size,
    channels: channels.size,
    elements: document.querySelectorAll("*").length,
  });

  // Those that a target has of one type; the same one twice counts once, as in the browser.
  const listenersOf = (target, type, options) => {
    const key = `${type} ${Boolean(typeof options === "object" ? options?.capture : options)}`;
    if (!known.has(target)) known.set(target, new Map());
    const types = known.get(target);
    if (!types.has(key)) types.set(key, new Set());
    return types.get(key);
  };
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    add.call(this, type, listener, options);
    const target = this ?? window;
    const there = listenersOf(target, type, options);
    if (!listener || there.has(listener)) return;
    there.add(listener);
    listeners += 1;
    const ended = () => {
      if (there.delete(listener)) listeners -= 1;
    };
    if (options?.once) add.call(target, type, ended, { once: true });
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    remove.call(this, type, listener, options);
    if (listenersOf(this ?? window, type, options).delete(listener)) listeners -= 1;
  };

  for (const kind of ["Timeout", "Interval"]) {
    const set = window[`set${kind}`];
    const clear = window[`clear${kind}`];
    window[`set${kind}`] = (work, time, ...given) => {
      const id = set(() => {
        if (kind === "Timeout") timers.delete(id);
        work(...given);
      }, time);
      timers.add(id);
      return id;
    };
    window[`clear${kind}`] = (id) => {
      timers.delete(id);
      clear(id);
    };
  }

  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      channels.add(this);
    }
    close() {
      channels.delete(this);
      super.close();
    }
  };
}
