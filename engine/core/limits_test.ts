import { assertEquals, assertThrows } from "@std/assert";
import { defaultLimits, LimitError, parseSize } from "../../pacts/limits.ts";
import { OutputLimits } from "./limits.ts";

const OBJECT = { kind: "Pod", namespace: "shop", name: "web" };

Deno.test("OutputLimits() names object, field and setting when a limit is reached", () => {
  const limits = new OutputLimits({ ...defaultLimits(), generated: 10, output: 10 });
  limits.generate(6, { object: OBJECT, path: "networks" });
  assertThrows(
    () => limits.generate(6, { object: OBJECT, path: "networks" }),
    LimitError,
    'Pod shop/web networks: with it all that is generated would be larger than 10 bytes, the limit. If that is meant, raise "limits.generated" in dekube.yaml',
  );
  limits.write(6, { path: "a.txt" });
  limits.write(-6, { path: "a.txt" });
  limits.write(10, { path: "b.txt" });
  assertThrows(() => limits.write(1, { path: "c.txt" }), LimitError, "c.txt: with it the output");
  limits.checkExpanded(2 ** 20, {});
  assertThrows(() => limits.checkExpanded(2 ** 20 + 1, {}), LimitError, '"limits.expanded_value"');
});

Deno.test("OutputLimits() counts a private key by its cost when it has one", () => {
  const limits = new OutputLimits({ ...defaultLimits(), keys: 20 });
  const place = { object: { kind: "Certificate", namespace: "shop", name: "web" } };
  limits.makeKey(place, 16);
  limits.makeKey(place);
  for (let count = 0; count < 20; count++) limits.makeKey(place, 1 / 64);
  assertThrows(
    () => limits.makeKey(place, 16),
    LimitError,
    "Certificate shop/web: with its private key, which counts as 16, there are more than 20, the limit",
  );
});

Deno.test("OutputLimits() counts files, and takes back those that are removed", () => {
  const limits = new OutputLimits({ ...defaultLimits(), outputFiles: 2 });
  limits.writeFiles(2, { path: "a.txt" });
  limits.writeFiles(-1, { path: "a.txt" });
  limits.writeFiles(1, { path: "b.txt" });
  assertThrows(
    () => limits.writeFiles(1, { path: "c.txt" }),
    LimitError,
    'c.txt: with it there are more files than 2, the limit. If that is meant, raise "limits.output_files"',
  );
});

Deno.test("OutputLimits.checkRules() counts replacements and patterns, and no names", () => {
  const limits = new OutputLimits({ ...defaultLimits(), rules: 3 });
  const [name, pattern] = [["a", "b", "c", "d"], ["a*", "b?", "[c]", "a*"]];
  const replacements = [{ old: "a", new: "b" }];
  limits.checkRules({ file: "dekube.yaml", replacements, exclude: name });
  limits.checkRules({ file: "dekube.yaml", replacements: [], exclude: [...name, ...pattern] });
  assertThrows(
    () => limits.checkRules({ file: "dekube.yaml", replacements, exclude: pattern }),
    LimitError,
    'dekube.yaml: "replacements" and the patterns of "exclude" are more than 3, the limit. If that is meant, raise "limits.rules"',
  );
});

Deno.test("parseSize() reads numbers and units, and nothing else", () => {
  const sizes = [4096, "4096", "4 KiB", "4k", "4Ki", "1.5 MiB", "2GiB", "10 bytes", "0"];
  assertEquals(sizes.map(parseSize), [4096, 4096, 4096, 4096, 4096, 1572864, 2 ** 31, 10, 0]);
  for (const none of ["", "much", "-1", "1 TB x", null, true, "1e9"]) {
    assertEquals(parseSize(none), undefined, String(none));
  }
});
