// The part of the package that makes a session last, and that ends it when the application's limits say so.
export { limit } from "./renewal/limits.js";
export { alone, renew } from "./renewal/renew.js";
export { keepRenewed } from "./renewal/schedule.js";
