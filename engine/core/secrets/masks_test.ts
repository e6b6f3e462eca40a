import { assertEquals } from "@std/assert";
import { Masks } from "./masks.ts";

const value = (key: string, value: string) => ({ namespace: "shop", secret: "db", key, value });

function compose(environment: object, command: readonly string[] = []): string {
  return `# Generated.\n${JSON.stringify({ services: { web: { environment, command } } })}\n`;
}

/** What is seen of a file before and after. */
function shown(masks: Masks, before: string, after: string): string[] {
  return masks.withoutInCompose(before, after).map(Masks.shown);
}

Deno.test("Masks takes values out of texts, as they are and as URLs and Compose write them", () => {
  const masks = new Masks([value("password", "p$ss wörd"), value("short", "abc")]);
  for (const written of ["p$ss wörd", "p$$ss wörd", encodeURIComponent("p$ss wörd")]) {
    assertEquals(Masks.shown(masks.without(`<${written}> abc`)), "<…> abc");
  }
});

Deno.test("Masks has what changed look changed, and what did not the same", () => {
  const masks = new Masks([value("a", "first-value"), value("b", "other-value")]);
  const [one, two] = [masks.without("first-value"), masks.without("other-value")];
  assertEquals([one === two, one === masks.without("first-value")], [false, true]);
  assertEquals([Masks.shown(one), Masks.shown(two)], ["…", "…"]);
});

Deno.test("Masks leaves what objects are called, though a Secret has a user of that name", () => {
  const masks = new Masks([value("username", "shop")]);
  const text =
    "name: shop\nservices:\n  web:\n    environment:\n      USER: shop\n    labels:\n      dekube.io/namespace: shop\n      dekube.io/name: web\n";
  assertEquals(shown(masks, text, text)[1], text.replace("USER: shop", "USER: …"));
});

Deno.test("Masks keeps a value out of what was there before, of which nobody knows it any more", () => {
  const masks = new Masks([value("lines", "new first\nnew second\n")]);
  const [before, after] = shown(
    masks,
    compose({ LOGIN: "old first\nold second\n", MODE: "a" }, ["--x"]),
    compose({ LOGIN: "new first\nnew second\n", MODE: "b" }, ["--x", "new first\nnew second\n"]),
  );
  const rendered = (mode: string, ...more: string[]) =>
    [
      "# Generated.",
      ...["services:", "  web:", "    environment:", "      LOGIN: …", `      MODE: ${mode}`],
      ...["    command:", "    - '--x'", ...more, ""],
    ].join("\n");
  assertEquals(before, rendered("a"));
  assertEquals(after, rendered("b", "    - …"));
});

Deno.test("Masks takes out what is called as a secret, whatever it is, and where a file is no YAML too", () => {
  const masks = new Masks([]);
  const [before, after] = shown(masks, "web:\n  DB_PASSWORD: old [\n", compose({ API_KEY: "x" }));
  assertEquals(before, "web:\n  DB_PASSWORD: …\n");
  assertEquals(after.includes("API_KEY: …"), true, after);
});

Deno.test("linesBefore() takes out what stood before where a value stands now", () => {
  const masks = new Masks([{
    namespace: "",
    secret: "db",
    key: "password",
    value: "new-password",
  }]);
  const after = (text: string) => masks.without(text).split("\n");
  const shown = (before: string, text: string) =>
    masks.linesBefore(before.split("\n"), after(text)).map(Masks.shown);
  assertEquals(shown("port=1\npw=old", "port=2\npw=new-password"), ["port=1", "pw=…"]);
  assertEquals(
    shown("u:old@a,u:old@b", "u:new-password@a,u:new-password@b"),
    ["u:…@a,u:…@b"],
  );
  assertEquals(shown("pw = old\nport=1", "port=2\npw=new-password"), ["…", "…"]);
  assertEquals(shown("pw=old\nmore", "pw=new-password"), ["pw=…", "…"]);
  assertEquals(shown("port=1\nhost=a", "port=2"), ["port=1", "host=a"]);
});
