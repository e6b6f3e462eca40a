/** What `build.ts --page` makes, as a browser takes it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { build } from "../build.ts";

Deno.test("build.ts --page makes one file whose policy lets in what is in it, and nothing else", async () => {
  const folder = await Deno.makeTempDir();
  const { log } = console;
  console.log = () => {};
  try {
    // The bare engine's executable, as a build before it left it there.
    await Deno.writeTextFile(join(folder, "dekube"), "");
    assertEquals(await build(["--page", "--output-dir", folder]), 0);
  } finally {
    console.log = log;
  }
  const html = await Deno.readTextFile(join(folder, "dekube.html"));
  assertEquals(await Deno.readTextFile(join(folder, "dekube-page/index.html")), html);
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)!;
  for (const none of ["default-src", "connect-src", "base-uri", "form-action"]) {
    assert(policy.includes(`${none} 'none'`), none);
  }
  assert(!/unsafe|https?:|\*/.test(policy));
  for (const element of ["style", "script"]) {
    const parts = [
      ...html.matchAll(new RegExp(`<${element}(?: type="module")?>([^]*?)</${element}>`, "g")),
    ];
    assertEquals(parts.length, 1, element);
    assert(policy.includes(`'${await hashOf(parts[0][1])}'`), element);
  }
  // Nothing of this machine, and nothing that is got from elsewhere.
  const [, worker] = /<script type="application\/json" id="worker">([^<]*)</.exec(html)!;
  assert(!JSON.parse(worker).includes(Deno.cwd()));
  assert(!/<(?:link|img|script)[^>]*(?:src|href)=/.test(html));
  await Deno.remove(folder, { recursive: true });
});

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

Deno.test("build.ts --page says what would not work, when extensions do not agree", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "distribution.json");
  const catalogue = ["caddy", "nginx-provider"];
  await Deno.writeTextFile(
    file,
    JSON.stringify({
      name: "torn",
      version: "1.0.0",
      base: "engine",
      extensions: catalogue,
    }),
  );
  const { log, error } = console;
  const said: string[] = [];
  console.log = () => {};
  console.error = (line: string) => said.push(line);
  try {
    assertEquals(await build([file, "--page", "--output-dir", folder]), 1);
  } finally {
    Object.assign(console, { log, error });
  }
  assertStringIncludes(
    said.join("\n"),
    "torn.html was made, but does not work with its extensions: two extensions",
  );
  await Deno.remove(folder, { recursive: true });
});
