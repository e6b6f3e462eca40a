import { assert, assertEquals } from "@std/assert";
import { isSafeRegex } from "./auth_regex.ts";

Deno.test("isSafeRegex() takes what names are matched by", () => {
  for (
    const source of [
      ...[
        "",
        "^(.*)@example\\.com$",
        "(?i)^db[0-9]{2,4}$",
        "(?:a|b)+?",
        "[[:alpha:]_-]*",
        "[^]a]",
        "a|",
      ],
      ...["\\d\\W", "[a\\]b]", "()", "]}", "a{x", "é", "[a-zA-Z0-9._%+-]+"],
    ]
  ) {
    assert(isSafeRegex(source), source);
  }
});

Deno.test("isSafeRegex() takes nothing that PostgreSQL might not", () => {
  for (
    const source of [
      ...[
        "(",
        ")",
        "a)",
        "[",
        "[]",
        "[z-a]",
        "[\\d-z]",
        "[a-\\d]",
        "*a",
        "a**",
        "a++",
        "^*",
        "(*a)",
        "\\",
      ],
      ...[
        "a{2",
        "a{3,2}",
        "a{256}",
        "a{2}{2}",
        "((a{99}){99}){99}",
        "\\1",
        "\\x41",
        "(?=a)",
        "(?<a>b)",
      ],
      ...[
        "[[.x.]]",
        "[[:word:]]",
        "[é-ü]",
        "|*",
        "***=a",
        "(".repeat(60) + ")".repeat(60),
        "a".repeat(501),
      ],
    ]
  ) {
    assertEquals(isSafeRegex(source), false, source);
  }
});
