import { assertEquals } from "@std/assert";
import { splitSources } from "./helm_output.ts";

const part = (file: string, body: string) => `---\n# Source: ${file}\n${body}\n`;

Deno.test("splitSources() gives each template what came out of it, sorted by path", () => {
  const text = part("web/templates/b.yaml", "kind: A") + part("web/templates/a.yaml", "kind: B") +
    part("web/templates/b.yaml", "kind: C");
  assertEquals(splitSources(text, "web"), [
    { file: "web/templates/a.yaml", text: part("web/templates/a.yaml", "kind: B") },
    {
      file: "web/templates/b.yaml",
      text: part("web/templates/b.yaml", "kind: A") + part("web/templates/b.yaml", "kind: C"),
    },
  ]);
});

Deno.test("splitSources() keeps what looks like a mark when it is within a text", () => {
  const text = part("web/templates/a.yaml", "data:\n  x: |\n    ---\n    # Source: y\n");
  assertEquals(splitSources(text, "web"), [{ file: "web/templates/a.yaml", text }]);
});

Deno.test("splitSources() keeps everything when a post-renderer took the marks away", () => {
  assertEquals(splitSources("kind: A\n---\nkind: B\n", "helm:web"), [
    { file: "helm:web", text: "kind: A\n---\nkind: B\n" },
  ]);
});

Deno.test("splitSources() gives no files when nothing came out", () => {
  assertEquals(splitSources("\n", "web"), []);
});
