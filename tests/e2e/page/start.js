// Runs before anything else: what the page was like when it began, and what the browser refused since.
window.atStart = { href: location.href, historyLength: history.length };
window.violations = [];
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
  window.violations.push(`${effectiveDirective} ${blockedURI} ${sample}`),
);
