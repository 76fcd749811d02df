// What a page does as early as it can: in the script that makes the client.
import { readFile } from "node:fs/promises";

/** The next page to be loaded runs these statements, which see `auth`, right after it has made the client. */
export async function early(site, statements) {
  const script = await readFile(new URL("../page/page.js", import.meta.url), "utf8");
  const end = site.override("/page.js", (_request, response) => {
    end();
    response
      .writeHead(200, { "content-type": "text/javascript; charset=utf-8" })
      .end(`${script}\n{ const { auth } = window.app; ${statements} }`);
  });
}
