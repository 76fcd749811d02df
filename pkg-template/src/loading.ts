// What is needed only once the core is loaded: a part of its own, so that the first frame need not wait for it.
export { default as remedies } from "./remedies.js";
export { compile } from "./wasm.js";
