// Of callback.html and logged-out.html: tells whoever opened this window or frame that it has come back, and cleans its address.
import { hear } from "../hear.js";
import { stateOf } from "../windows/answer.js";
import { report } from "../windows/report.js";

const { href, pathname } = location;
const state = stateOf(href);
history.replaceState(null, "", pathname);
report(hear, href, state, () => {});
