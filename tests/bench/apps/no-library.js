import { signedOut } from "./page.js";

signedOut();
