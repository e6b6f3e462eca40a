import { assertEquals, assertStringIncludes } from "@std/assert";
import { usage } from "./usage.ts";

Deno.test("usage() names the command and every flag", () => {
  const text = usage("helmfile2compose");
  assertStringIncludes(text, "Usage: helmfile2compose [options]");
  for (
    const flag of [
      "--helmfile-dir",
      "--environment",
      "--namespace",
      "--helm-chart",
      "--values",
      "--set",
      "--release",
      "--kustomize",
      "--from-dir",
      "--from-dir",
      "--output-dir",
      "--compose-file",
      "--report",
      "--extension SPEC",
      "--extensions-dir",
      "--ignore-compatibility-errors",
      "extensions info NAME",
      "--version",
      "--help",
    ]
  ) {
    assertStringIncludes(text, flag);
  }
  assertEquals(text.split("\n").filter((line) => line.length > 90), []);
});
