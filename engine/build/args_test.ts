import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../core/user_error.ts";
import { parseBuild } from "./args.ts";

Deno.test("parseBuild() asks for the bare engine in dist when nothing is given", () => {
  const { name, outputDir, js, extensionsDirs } = parseBuild([]);
  assertEquals({ name, outputDir, js, extensionsDirs }, {
    name: undefined,
    outputDir: "dist",
    js: false,
    extensionsDirs: [],
  });
});

Deno.test("parseBuild() collects extension folders when there are several", () => {
  const { name, extensionsDirs } = parseBuild(
    ["mine", "--extensions-dir", "a", "--extensions-dir=b"],
  );
  assertEquals({ name, extensionsDirs }, { name: "mine", extensionsDirs: ["a", "b"] });
});

const mistakes: [args: string[], message: string][] = [
  [["--out", "x"], "there is no flag --out"],
  [["--targt=x"], 'there is no flag --targt (did you mean "--target"?). See --help'],
  [["--base", "a", "--base-distribution", "b"], "--base and --base-distribution"],
  [["--js", "--target", "x86_64-apple-darwin"], "--target is for executables"],
  [["mine", "--registry", "x"], "--registry lays out packages and builds nothing"],
  [["--registry"], "--registry needs a value"],
];

for (const [args, message] of mistakes) {
  Deno.test(`parseBuild() throws when it is given ${args.join(" ")}`, () => {
    assertThrows(() => parseBuild(args), UserError, message);
  });
}
