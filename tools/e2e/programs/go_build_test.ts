import { assertEquals } from "@std/assert";
import { copyEdits, mainSource } from "./go_build.ts";

Deno.test("copyEdits() takes over what a go.mod replaces and excludes when it does so", () => {
  assertEquals(
    copyEdits({
      Go: "1.26.6",
      Replace: [
        { Old: { Path: "k8s.io/api" }, New: { Path: "k8s.io/api", Version: "v0.35.4" } },
        { Old: { Path: "a", Version: "v1.0.0" }, New: { Path: "b", Version: "v2.0.0" } },
      ],
      Exclude: [{ Path: "c", Version: "v0.1.0" }],
    }),
    ["-go=1.26.6", "-replace=k8s.io/api=k8s.io/api@v0.35.4", "-replace=a@v1.0.0=b@v2.0.0"]
      .concat("-exclude=c@v0.1.0"),
  );
});

Deno.test("copyEdits() takes over nothing when there is nothing, which Go prints as null", () => {
  assertEquals(copyEdits({ Replace: null, Exclude: null }), []);
});

Deno.test("mainSource() has plugins within a program when there are some", () => {
  assertEquals(
    mainSource("example.org/server/cmd", ["example.org/a", "example.org/b"]),
    `package main

import (
\tmainpackage "example.org/server/cmd"
\t_ "example.org/a"
\t_ "example.org/b"
)

func main() { mainpackage.Main() }
`,
  );
});
