import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join, normalize } from "@std/path";
import { packageReadmes, withAddresses } from "./readme_links.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const BASE = "https://example.com/blob/v1";

Deno.test("withAddresses() leaves code, addresses and links within the page as they are", () => {
  const text = `See [a](a.md), [b](#b), [c](https://c.test/x), [d](mailto:d@d.test), \`[e](e.md)\`.

\`\`\`md
[f](f.md)
\`\`\`

[g](docs/g.md#h)
`;
  assertEquals(
    withAddresses(text, ".", `${BASE}/`),
    text.replace("(a.md)", `(${BASE}/a.md)`).replace("(docs/g", `(${BASE}/docs/g`),
  );
});

Deno.test("withAddresses() leads every link of the packages' pages to a file that is there", async () => {
  let count = 0;
  for (const path of await packageReadmes(ROOT)) {
    const text = withAddresses(await Deno.readTextFile(join(ROOT, path)), dirname(path), BASE);
    for (const [, place] of text.matchAll(/\]\(https:\/\/example\.com\/blob\/v1\/([^)#]*)/g)) {
      await Deno.stat(join(ROOT, normalize(place)));
      count++;
    }
    assertEquals(/\]\((?:\.\.?\/|docs\/|extensions\/)/.test(text), false, path);
  }
  assertEquals(count > 20, true);
});
