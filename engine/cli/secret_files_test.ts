import { assertEquals } from "@std/assert";
import { secretFiles } from "./secret_files.ts";

/** The lines of a `.gitignore` beyond those that each has. */
function more(volumeRoot: string): string[] {
  const { files } = secretFiles({}, { units: [], loose: new Map() }, () => undefined, volumeRoot);
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
