// Making elements.

/** @typedef {Node | string | number | false | null | undefined | readonly unknown[]} Child an array holds children in its turn */

/**
 * Makes an element. What is given as text stays text: nothing is ever parsed as HTML, which Trusted Types would refuse.
 * An attribute named `on…` with a function is an event listener; `true` is an attribute without value; `false` leaves it out.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | number | boolean | undefined | ((event: Event) => void)>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(...nodes(children));
  return element;
}

/** @param {readonly unknown[]} children @returns {(Node | string)[]} */
function nodes(children) {
  return children.flatMap((child) => {
    if (Array.isArray(child)) return nodes(child);
    if (child instanceof Node) return [child];
    return child === false || child === null || child === undefined ? [] : [String(child)];
  });
}
