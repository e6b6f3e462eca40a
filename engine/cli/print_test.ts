import { assertEquals } from "@std/assert";
import type { Conversion } from "../core/convert.ts";
import { formatDiagnostic, summary } from "./print.ts";

const resource = { kind: "Deployment", namespace: "shop", name: "web" };
const base = { severity: "warning", code: "x", message: "it is odd" } as const;

Deno.test("formatDiagnostic() says what it is about, as far as that is known", () => {
  assertEquals(formatDiagnostic(base), "⚠ it is odd");
  assertEquals(formatDiagnostic({ ...base, resource }), "⚠ Deployment shop/web: it is odd");
  assertEquals(
    formatDiagnostic({ ...base, resource, path: "spec.x", file: "a/b.yaml" }),
    "⚠ Deployment shop/web spec.x (a/b.yaml): it is odd",
  );
  assertEquals(
    formatDiagnostic({ ...base, path: "items[1]", file: "a.yaml" }),
    "⚠ (a.yaml, items[1]): it is odd",
  );
  assertEquals(formatDiagnostic({ ...base, file: "a.yaml" }), "⚠ (a.yaml): it is odd");
});

Deno.test("formatDiagnostic() has a sign for each severity, in colour where asked to", () => {
  const line = (severity: "error" | "warning" | "info", color = false) =>
    formatDiagnostic({ ...base, severity }, color);
  assertEquals(line("error"), "✖ it is odd");
  assertEquals(line("info"), "ℹ it is odd");
  assertEquals(line("error", true), "\x1b[31m✖\x1b[0m it is odd");
});

Deno.test("formatDiagnostic() shows control characters instead of sending them to the terminal", () => {
  const name = "a\x1b]0;x\x07\r\x9b2J";
  assertEquals(
    formatDiagnostic({ ...base, resource: { ...resource, name } }),
    "⚠ Deployment shop/a\\x1b]0;x\\x07\\r\\x9b2J: it is odd",
  );
});

Deno.test("formatDiagnostic() is one line when manifests have others, or turn the direction of text", () => {
  assertEquals(
    formatDiagnostic({ ...base, message: "the hostPath \n/x\u2028Start it with: \u202ehs" }),
    "⚠ the hostPath \\n/x\\u2028Start it with: \\u202ehs",
  );
});

Deno.test("summary() shows what is in a folder's name when that would begin a line", () => {
  const [first] = say(1, {}, { outputDir: "a\nb" });
  assertEquals(first.startsWith("a\\nb/compose.yml: 1 service"), true, first);
});

function say(
  services: number,
  report: { written?: string[]; unchanged?: string[]; removed?: string[] },
  where: { outputDir?: string; composeFile?: string; firstRun?: boolean } = {},
): string[] {
  const names = Array.from({ length: services }, (_, index) => [`s${index}`, {}]);
  const conversion = { project: { name: "", services: Object.fromEntries(names) } };
  return summary(
    conversion as Conversion,
    { written: [], unchanged: [], removed: [], kept: [], left: [], ...report },
    { outputDir: "out", composeFile: "compose.yml", firstRun: false, ...where },
  ).split("\n");
}

Deno.test("summary() says what was written, and what to do next", () => {
  assertEquals(
    say(2, { written: ["a", "b"], unchanged: ["c"], removed: ["d"] }, { firstRun: true }),
    [
      "out/compose.yml: 2 services; 2 files written, 1 unchanged, 1 removed.",
      "out/dekube.yaml is new: review it, above all where data is kept.",
      "Start it with: cd out && docker compose up -d",
    ],
  );
});

Deno.test("summary() says so when nothing changed", () => {
  assertEquals(say(1, { unchanged: ["a", "b"] }, { outputDir: "." }), [
    "compose.yml: 1 service; 2 files, none changed.",
    "Start it with: docker compose up -d",
  ]);
});

Deno.test("summary() gives a command that a shell takes when names are unusual", () => {
  const [first, last] = say(1, { written: ["a"] }, { outputDir: "my out/", composeFile: "x.yml" });
  assertEquals(first, "my out/x.yml: 1 service; 1 file written, 0 unchanged, 0 removed.");
  assertEquals(last, "Start it with: cd 'my out/' && docker compose -f x.yml up -d");
});
