// What a page does as early as it can: in the script that makes the client.
import { readFile } from "node:fs/promises";

/** From now on pages run these statements, which see `auth`, right after they have made the client; until the function that it gives is called. */
export async function early(site, statements) {
  const script = await readFile(new URL("../page/page.js", import.meta.url), "utf8");
  return site.override("/page.js", (_request, response) =>
    response
      .writeHead(200, { "content-type": "text/javascript; charset=utf-8" })
      .end(`${script}\n{ const { auth } = window.app; ${statements} }`),
  );
}
