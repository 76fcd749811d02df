// Of frontchannel-logout.html: tells all pages of this origin which session the provider has ended. Front-Channel Logout 1.0 section 2.
import { hear } from "../hear.js";

const parameters = new URLSearchParams(location.search);
const [iss, sid] = [parameters.get("iss"), parameters.get("sid")];
// Both, or anybody could sign anybody out.
if (iss && sid) {
  const name = "kirjaudu.frontchannel";
  const said = `${iss} ${sid}`;
  hear(name, () => {}).tell(said);
  try {
    localStorage.setItem(name, said);
  } catch {
    // Blocked: whoever listens has heard.
  }
}
