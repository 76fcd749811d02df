// Where the demo and the tests serve the static pages of the package.

const FOLDER = "/kirjaudu-pages";
export const LOGGED_OUT_PAGE = `${FOLDER}/logged-out.html`;
export const FRONTCHANNEL_LOGOUT_PAGE = `${FOLDER}/frontchannel-logout.html`;
export const PACKAGE_CALLBACK = `${FOLDER}/callback.html`;
/** Registered for every client unless its starter says otherwise. */
export const REDIRECT_PATHS = ["/callback", PACKAGE_CALLBACK];
