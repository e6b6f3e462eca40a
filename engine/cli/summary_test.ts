import { assertEquals } from "@std/assert";
import type { Diagnostic } from "../../pacts/mod.ts";
import type { EntryPoint } from "../core/entry_points.ts";
import type { ServiceChanges } from "../core/output/service_changes.ts";
import type { WriteReport } from "../io/output/plan.ts";
import { summary } from "./summary.ts";

interface Said {
  services?: Partial<ServiceChanges>;
  files?: Partial<WriteReport>;
  outputDir?: string;
  composeFile?: string;
  path?: string;
  firstRun?: boolean;
  isWritten?: boolean;
  entryPoints?: EntryPoint[];
  said?: Diagnostic[];
  accepted?: Diagnostic[];
  up?: boolean;
  isTaken?: boolean;
}

function say(
  {
    services,
    files,
    entryPoints = [],
    said = [],
    accepted = [],
    isWritten = true,
    firstRun = false,
    up = false,
    ...where
  }: Said,
): string[] {
  const { outputDir = "out", composeFile = "compose.yml", path = `out/${composeFile}` } = where;
  return summary({
    project: {
      name: "shop",
      composeFile: path,
      isTaken: where.isTaken ?? composeFile === "compose.yml",
      isWritten,
      services: { added: [], changed: [], removed: [], unchanged: [], ...services },
      files: { written: [], unchanged: [], removed: [], kept: [], left: [], ...files },
      entryPoints,
    },
    said,
    accepted,
    outputDir,
    composeFile,
    firstRun,
    up,
  }).split("\n");
}

Deno.test("summary() says what was written, which services changed, and what to do next", () => {
  assertEquals(
    say({
      services: { added: ["a"], changed: ["b", "c"], removed: ["d"], unchanged: ["e"] },
      files: { written: ["a", "b"], unchanged: ["c"], removed: ["d"] },
      firstRun: true,
    }),
    [
      "out/compose.yml: 4 services (+1 −1 ~2); 2 files written, 1 unchanged, 1 removed.",
      "Services: a, b, c, e.",
      "out/dekube.yaml is new: review it, above all where data is kept.",
      "Gone: d. Where they run, they are stopped by --remove-orphans.",
      "Start it with: cd out && docker compose up -d --remove-orphans",
    ],
  );
});

Deno.test("summary() says how to stop what is gone, which up leaves", () => {
  const services = { removed: ["d", "e"], unchanged: ["a"] };
  assertEquals(
    say({ services, up: true }).at(-1),
    "Gone: d, e. Where they run, they are stopped by this: cd out && docker compose up -d --remove-orphans",
  );
  assertEquals(say({ services, isWritten: false }).at(-1), "Nothing was written.");
});

Deno.test("summary() says so when nothing changed", () => {
  const services = { unchanged: ["a"] };
  const files = { unchanged: ["a", "b"] };
  assertEquals(say({ services, files, outputDir: ".", path: "compose.yml" }), [
    "compose.yml: 1 service; 2 files, none changed.",
    "Services: a.",
    "Start it with: docker compose up -d",
  ]);
});

Deno.test("summary() gives a command that a shell takes when names are unusual", () => {
  const lines = say({
    services: { added: ["a"] },
    files: { written: ["a"] },
    outputDir: "my out/",
    composeFile: "x.yml",
    path: "my out/x.yml",
  });
  assertEquals(lines, [
    "my out/x.yml: 1 service (+1); 1 file written, 0 unchanged, 0 removed.",
    "Services: a.",
    "Start it with: cd 'my out/' && docker compose -f x.yml up -d",
  ]);
});

Deno.test("summary() names the file, when Docker Compose would take another", () => {
  const lines = say({ services: { added: ["a"] }, files: { written: ["a"] }, isTaken: false });
  assertEquals(lines.at(-1), "Start it with: cd out && docker compose -f compose.yml up -d");
});

Deno.test("summary() shows what is in a folder's name when that would begin a line", () => {
  const [first] = say({ outputDir: "a\nb", path: "a\nb/compose.yml" });
  assertEquals(first.startsWith("a\\nb/compose.yml: 0 services"), true, first);
});

Deno.test("summary() says above the last line what will not work", () => {
  const error: Diagnostic = { severity: "error", code: "x", message: "y" };
  const lines = say({ said: [error, { ...error, severity: "warning" }] });
  assertEquals(lines[1], "✖ 1 thing will not work as in the cluster: see above.");
  assertEquals(lines.length, 3);
  const of = (name: string) => ({
    ...error,
    resource: { kind: "Ingress", namespace: "shop", name },
  });
  assertEquals(
    say({ said: [of("a"), of("a"), of("b")] })[1],
    "✖ 3 things will not work as in the cluster (Ingress shop/a, Ingress shop/b): see above.",
  );
  const many = [..."abcdef"].map(of);
  assertEquals(say({ said: many })[1].includes("Ingress shop/e and 1 more)"), true);
});

Deno.test("summary() says how people get in, where something was written", () => {
  const entryPoints: EntryPoint[] = [{
    url: "http://shop.localhost/",
    protocol: "http",
    host: "shop.localhost",
    address: "",
    port: 80,
    paths: ["/"],
    service: "caddy",
  }];
  assertEquals(say({ entryPoints }).slice(1, 3), ["Open:", "  http://shop.localhost"]);
  assertEquals(say({ entryPoints, isWritten: false }).includes("Open:"), false);
});

Deno.test("summary() counts what is accepted", () => {
  const accepted: Diagnostic = { severity: "error", code: "x", message: "y" };
  assertEquals(
    say({ accepted: [accepted, accepted] })[1],
    '2 accepted, and not shown ("accept" in dekube.yaml).',
  );
});

Deno.test("summary() starts nothing when nothing was written", () => {
  assertEquals(say({ files: { written: ["a"], removed: ["b"] }, isWritten: false }), [
    "out/compose.yml: 0 services; 1 file would be written, 1 removed.",
    "Nothing was written.",
  ]);
});
