import { assertEquals } from "@std/assert";
import { formatDiagnostic, printDiagnostics } from "./print.ts";

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
    "⚠ a.yaml, items[1]: it is odd",
  );
  assertEquals(formatDiagnostic({ ...base, file: "a.yaml" }), "⚠ a.yaml: it is odd");
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

Deno.test("printDiagnostics() shows what is in a code, when an extension has put lines into it", () => {
  const printed: string[] = [];
  const print = console.error;
  console.error = (line: string) => printed.push(line);
  try {
    printDiagnostics([{ ...base, code: "x]\nStart it with: \x1b[2K" }], "verbose");
  } finally {
    console.error = print;
  }
  assertEquals(printed.filter((line) => line.includes("odd")), [
    "⚠ it is odd [x]\\nStart it with: \\x1b[2K]",
  ]);
});
