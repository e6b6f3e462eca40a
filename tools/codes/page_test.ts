import { assertStringIncludes } from "@std/assert";
import { diagnosticsPage } from "./page.ts";

Deno.test("diagnosticsPage() shows all that a code says, the engine's first", () => {
  const page = diagnosticsPage(
    [
      {
        code: "no-secret",
        severity: "error",
        message: "a password was made up",
        module: "extensions/cnpg/mod.ts",
      },
      {
        code: "no-secret",
        severity: "warning",
        message: "the variable is left out",
        module: "pacts/env.ts",
      },
      {
        code: "no-secret",
        severity: "info",
        message: "the variable is left out",
        module: "pacts/env.ts",
      },
    ],
    new Map([["engine", new Map([["no-secret", { cause: "It is missing.", remedy: "Add it." }]])]]),
  );
  assertStringIncludes(
    page,
    "```text\n⚠ ℹ the variable is left out\n\n✖ a password was made up\n```\n\nIt is missing.",
  );
});
