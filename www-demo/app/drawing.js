// Who draws the page, for those who change something that it shows.

/** @type {() => void} */
let draw = () => {};

/** @param {() => void} drawer */
export function onRedraw(drawer) {
  draw = drawer;
}

export const redraw = () => draw();
