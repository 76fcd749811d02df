// Addresses within the app. Links are ordinary links; a plain click on one of ours does not reload the page.

/** @type {() => void} */
let changed = () => {};

/** @param {() => void} listener called after each change of the address */
export function onNavigate(listener) {
  changed = listener;
  addEventListener("popstate", listener);
  document.addEventListener("click", followLink);
}

/** @param {string} path @param {{ replace?: boolean }} [options] */
export function navigate(path, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  changed();
}

/** @param {MouseEvent} event */
function followLink(event) {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute("data-reload")) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  navigate(link.pathname + link.search + link.hash);
}
