import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../user_error.ts";
import type { Config } from "../../../pacts/mod.ts";
import { secretFiles } from "./secret_files.ts";

/** What is in the output folder, and not ours. */
function folderOf(text: (path: string) => string | undefined) {
  return { text, foreignText: text };
}

const EMPTY = folderOf(() => undefined);

/** The lines of a `.gitignore` beyond those that each has. */
function more(volumeRoot: string, volumes: Config["volumes"] = {}): string[] {
  const config = { volumeRoot, volumes };
  const { files } = secretFiles({}, { units: [], loose: new Map() }, EMPTY, config);
  const lines = String(files.get(".gitignore")!.content).trim().split("\n");
  return lines.slice(lines.indexOf("/*.orig*") + 1);
}

Deno.test("secretFiles() ignores what containers keep when that is below the output folder", () => {
  const roots: [string, string[]][] = [
    ["./data", ["/data/"]],
    ["data/shop one/", ["/data/shop\\ one/"]],
    ...["/srv/data", "~/data", "../data", "./x/../..", "${DATA}", "C:\\data", ".", ""].map(
      (root): [string, string[]] => [root, []],
    ),
  ];
  for (const [root, lines] of roots) assertEquals(more(root), lines, root);
});

Deno.test("secretFiles() ignores folders of claims that lie elsewhere below the output folder", () => {
  const volumes = {
    db: { host_path: "./db" },
    cache: { host_path: "cache" },
    shared: { host_path: "/srv/shared" },
    named: { driver: "local" },
  };
  assertEquals(more("./data", volumes), ["/data/", "/db/"]);
  assertEquals(more("./data", { odd: { host_path: "./a\n!b" } }), ["/data/", "/a?\\!b/"]);
});

Deno.test("secretFiles() ignores every version of a file that holds a password", () => {
  const password = "correct horse battery staple";
  const unit = (place: string, path: string) => ({
    place,
    files: { [path]: { content: `password=${password}` }, "other.ini": { content: "a=1" } },
  });
  const units = [unit("configmaps/web@7bf6a1-2", "app.ini"), unit("configmaps/a@b@12", "c.ini")];
  const { files } = secretFiles(
    { SECRET_SHOP_DB_PASSWORD: password },
    { units, loose: new Map() } as unknown as Parameters<typeof secretFiles>[1],
    EMPTY,
    { volumeRoot: "", volumes: {} },
  );
  const lines = String(files.get(".gitignore")!.content).trim().split("\n");
  assertEquals(lines.slice(-2), ["/configmaps/a@b@*/c.ini", "/configmaps/web@*/app.ini"]);
});

Deno.test("secretFiles() ignores files that nobody else may read: they may hold hashes", () => {
  const file = (mode: number) => ({ content: "bob $2a$14$hash", mode });
  const units = [
    { place: "Caddyfile@7bf6a1", files: { "": file(0o600) } },
    { place: "other@7bf6a1", files: { "": file(0o644) } },
  ];
  const { files } = secretFiles(
    {},
    { units, loose: new Map() } as unknown as Parameters<typeof secretFiles>[1],
    EMPTY,
    { volumeRoot: "", volumes: {} },
  );
  const lines = String(files.get(".gitignore")!.content).trim().split("\n");
  assertEquals(lines.at(-1), "/Caddyfile@*");
  assertEquals(lines.some((line) => line.includes("other")), false);
});

Deno.test("secretFiles() knows its own files in a folder that was copied", () => {
  const config = { volumeRoot: "", volumes: {} };
  const placement = { units: [], loose: new Map() };
  const { files } = secretFiles({ SECRET_A: "1" }, placement, EMPTY, config);
  const copied = (path: string) => String(files.get(path)!.content);

  const again = secretFiles({ SECRET_A: "2" }, placement, folderOf(copied), config);

  assertEquals([...again.files.keys()], [".env", ".gitignore"]);
  assertEquals(again.said, []);
  assertThrows(
    () => secretFiles({}, placement, folderOf(() => "MINE=1\n"), config),
    UserError,
    'there is a ".env" of yours',
  );
});

Deno.test("secretFiles() keeps lines that the user adds to the written .gitignore", () => {
  const placement = { units: [], loose: new Map() };
  const written = (text: string | undefined, volumeRoot: string) => {
    const there = { text: () => text, foreignText: () => undefined };
    const { files, said } = secretFiles({}, placement, there, { volumeRoot, volumes: {} });
    assertEquals(said, []);
    return String(files.get(".gitignore")!.content);
  };
  const first = written(undefined, "./data");
  assertEquals(written(first, "./data"), first);

  const edited = `${first}mine.log\n`;
  assertEquals(written(edited, "./data"), edited);
  assertEquals(written(edited.trimEnd(), "./data"), edited);
  assertEquals(written(edited, "./other"), `${edited}/other/\n`);
});

Deno.test("secretFiles() asks once for what the user's own .gitignore lacks", () => {
  const placement = { units: [], loose: new Map() };
  const config = { volumeRoot: "./data", volumes: {} };
  const saidOf = (own: string) => {
    const there = folderOf((path) => path === ".gitignore" ? own : undefined);
    const { files, said } = secretFiles({}, placement, there, config);
    assertEquals([...files.keys()], [".env"]);
    return said.map(({ message }) => message);
  };
  const [asked, ...others] = saidOf("node_modules/\n/secrets/\n");
  assertEquals(others, []);
  const lines = asked.split("a line each: ")[1].split(" ");
  assertEquals(lines, ["/.env*", "/.dekube/", "/*.orig*", "/data/"]);
  assertEquals(saidOf(["node_modules/", "/secrets/", ...lines].join("\r\n")), []);
});
