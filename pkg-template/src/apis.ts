// The part of the package that is loaded once a token for an API is wanted, or `auth.fetch` is used.
export { apiFetch } from "./apis/fetch.js";
export { apiToken } from "./apis/tokens.js";
