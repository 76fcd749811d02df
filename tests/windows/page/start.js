// Runs before anything else: takes away what the test says this browser lacks, and notes what the page does with the browser.
window.pageConfig = JSON.parse(document.querySelector("meta[name=config]").content);
for (const name of window.pageConfig.without ?? []) delete window[name];

window.violations = [];
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  window.violations.push(`${effectiveDirective} ${blockedURI}`),
);

window.arrivals = [];
addEventListener("pageshow", ({ persisted }) =>
  window.arrivals.push(persisted ? "from the cache" : "loaded"),
);

// Every frame that was ever in the document, as it was when it came.
window.framesSeen = [];
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes)
      if (node.localName === "iframe")
        window.framesSeen.push({ sandbox: node.getAttribute("sandbox"), hidden: !node.checkVisibility?.() });
}).observe(document, { childList: true, subtree: true });

// Every window that the page opened: their `closed` is what the page itself is told.
window.opened = [];
window.openedWith = [];
const openAsEver = window.open;
window.open = (...given) => {
  const another = openAsEver.apply(window, given);
  window.opened.push(another);
  window.openedWith.push(given[2]);
  return another;
};

window.messages = 0;
addEventListener("message", () => {
  window.messages += 1;
});
