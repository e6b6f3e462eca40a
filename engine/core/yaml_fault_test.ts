import { assert, assertThrows } from "@std/assert";
import { Diagnostics } from "../../pacts/mod.ts";
import { parseManifests } from "./manifests/parse.ts";
import { parseSupplied } from "./secrets/supplied_file.ts";
import { parseConfig } from "./settings/config.ts";
import { UserError } from "./user_error.ts";

/** What somebody writes whose password begins so, and forgets the quotes. */
const BEGINNINGS = [
  ...[
    "*",
    "!",
    "!!",
    "&",
    "%",
    "@",
    "`",
    "{",
    "[",
    '"',
    "'",
    "|",
    ">",
    "? ",
    "- ",
    ": ",
    "!<",
    "#",
  ],
  ..."*& !& &* !a!".split(" "),
];

Deno.test("yamlFault() keeps a password out of what is said of the file that it stands in", () => {
  for (const beginning of BEGINNINGS) {
    for (const ending of ["", " x", ": y", "\n  - z", "!"]) {
      const value = `${beginning}hunter2SECRET${ending}`;
      const texts = [
        `vault:\n  password: ${value}\n`,
        `vault: {db: {password: ${value}}}\n`,
        `- ${value}\n`,
        `${value}\n`,
      ];
      for (const text of texts) {
        for (const read of [parseSupplied, parseConfig]) {
          try {
            read(text, "a.yaml");
          } catch (error) {
            assert(error instanceof UserError);
            assert(!error.message.includes("hunter2"), `${text}${error.message}`);
          }
        }
        const diagnostics = new Diagnostics();
        parseManifests([{ file: "a.yaml", text: `kind: Secret\n${text}` }], diagnostics);
        const broken = [...diagnostics].filter(({ code }) => code === "broken-yaml");
        for (const { message } of broken) {
          assert(!message.includes("hunter2"), `${text}${message}`);
        }
      }
    }
  }
});

Deno.test("yamlFault() says what to do, and where", () => {
  assertThrows(
    () => parseSupplied("vault:\n  password: *s3cret\n", "secrets.yaml"),
    UserError,
    "a value that begins with * or & or ! must be in quotes at line 2",
  );
});
