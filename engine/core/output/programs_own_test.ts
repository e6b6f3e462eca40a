import { assert, assertFalse } from "@std/assert";
import { isProgramsOwn } from "./programs_own.ts";

Deno.test("isProgramsOwn() finds a name when it is written in other letters of the same sound to a disk", () => {
  const names = [
    "compose.override.yaml",
    "Makefile",
    "package.json",
    "Chart.yaml",
    "kustomization.yaml",
    "noxfile.py",
    "process-compose.yaml",
    "AGENTS.md",
    "CLAUDE.local.md",
  ];
  const ways: ((name: string) => string)[] = [
    (name) => name,
    (name) => name.toUpperCase(),
    (name) => `${name}. .`,
    (name) => `${name}:stream`,
    (name) => [...name].join("\u200d"),
    (name) =>
      name.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
    (name) => name.replaceAll("k", "\u212a"),
    (name) => `web/${name}`,
    (name) => `${name}/web`,
  ];
  for (const name of names) {
    for (const way of ways) assert(isProgramsOwn(way(name), false), way(name));
  }
});

Deno.test("isProgramsOwn() leaves names alone when no program looks for them", () => {
  for (
    const name of [
      "Caddyfile",
      "nginx.conf",
      "prometheus.yml",
      "composer/notes.txt",
      "makefiles/a",
      "web/charts.yaml",
      "web/agents/readme.md",
      "secrets/db/.pgpass",
      "configmaps/web/Makefile",
    ]
  ) {
    assertFalse(isProgramsOwn(name, false), name);
  }
});
