// The part of the package that is loaded once a window or a frame is needed, or a session is to be watched.
export { silentLogin } from "./windows/frame.js";
export { monitor } from "./windows/monitor.js";
export { popupLogin, resume } from "./windows/popup-login.js";
export { popupLogout } from "./windows/popup-logout.js";
export { report } from "./windows/report.js";
