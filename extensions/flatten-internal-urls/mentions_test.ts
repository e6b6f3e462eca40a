import { assert, assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { ClusterNames } from "./cluster_names.ts";
import { flatten } from "./mentions.ts";
import { serviceOf, workloadOf } from "./_testing.ts";

const ctx = testContext([
  ...[workloadOf("web", "shop"), serviceOf("web", "shop"), serviceOf("front", "shop", "web")],
  workloadOf("db", "data", {}, { kind: "StatefulSet", spec: { serviceName: "db-headless" } }),
  ...[serviceOf("db", "data"), serviceOf("db-headless", "data", "db")],
]);
const services = {
  web: { networks: { default: { aliases: ["front"] } } },
  db: { networks: { default: { aliases: ["db-headless"] } } },
};
const names = new ClusterNames(
  services,
  [{ host: "web.shop", path: "/", upstream: "x:80", scheme: "http" as const }],
  ctx,
);

let composed = 0;
function shortened(text: string): string {
  return flatten(text, names, { mention: ({ short }) => short, composed: () => void composed++ });
}

Deno.test("flatten() shortens cluster names wherever they stand", () => {
  for (
    const [before, after] of [
      ["web.shop.svc.cluster.local", "web"],
      ["web.shop.svc", "web"],
      ["front.shop.svc", "web"],
      ["WEB.Shop.svc.Cluster.local", "web"],
      ["http://web.shop.svc.cluster.local:8080/a.b?c", "http://web:8080/a.b?c"],
      ["http://web.shop.svc.cluster.local.:8080/", "http://web:8080/"],
      ["postgres://u:p@db.data.svc:5432/x", "postgres://u:p@db:5432/x"],
      ["web.shop.svc:1,db.data.svc:2;front.shop.svc", "web:1,db:2;web"],
      ["[web.shop.svc]", "[web]"],
      ["host=web.shop.svc", "host=web"],
      ["http%3A%2F%2Fweb.shop.svc%3A80", "http%3A%2F%2Fweb%3A80"],
      [String.raw`a\nweb.shop.svc\n`, String.raw`a\nweb\n`],
      ["server web.shop.svc.cluster.local;", "server web;"],
    ]
  ) assertEquals(shortened(before), after);
});

Deno.test("flatten() shortens the names of pods, and of Services behind what is put in", () => {
  for (
    const [before, after] of [
      ["db-0.db-headless.data.svc.cluster.local:5432", "db:5432"],
      ["db-0.db-headless.data", "db"],
      ["db-headless.data.svc", "db-headless"],
      ["${POD}.db-headless.data.svc.cluster.local:1", "${POD}.db-headless:1"],
      ["$POD.db-headless.data.svc", "$POD.db-headless"],
      ["$(hostname).db-headless.data.svc", "$(hostname).db-headless"],
      ["db-$i.db-headless.data.svc", "db-$i.db-headless"],
      ["{{ .Pod }}.db-headless.data.svc", "{{ .Pod }}.db-headless"],
      ['printf("%s.db-headless.data.svc")', 'printf("%s.db-headless")'],
    ]
  ) assertEquals(shortened(before), after);
});

Deno.test("flatten() shortens a name with its namespace alone only where it is a host", () => {
  for (
    const [before, after] of [
      ["db.data", "db"],
      ["db.data:5432", "db:5432"],
      ["a db.data b", "a db b"],
      ["http://db.data/x", "http://db/x"],
      ["u@db.data", "u@db"],
      ["a.b,db.data", "a.b,db"],
      ['{"host":"db.data"}', '{"host":"db"}'],
    ]
  ) assertEquals(shortened(before), after);
  for (
    const text of [
      ...["/etc/db.data", "db.data.json", "db.data=1", "db.data: 1", "x.db.data", "db.data."],
      ...["db.data()", "./db.data", "my-db.data", "$db.data", "db.data-1", "web.shop"],
    ]
  ) assertEquals(shortened(text), text);
});

Deno.test("flatten() leaves every other text as it is", () => {
  for (
    const text of [
      ...["", "web", "web.svc", "other.shop.svc", "web.other.svc", "web.shop.svc.example.org"],
      ...["web.shop.svcs", "x.web.shop.svc", "db-1.db-headless.data.svc", "a.svc.cluster.local"],
      ...[
        "_web.shop.svc",
        "web.shop.svc.$DOMAIN",
        "$web.shop.svc",
        "....",
        ".svc",
        "web..shop.svc",
      ],
      ...["web.shop.svc..", "-.-.-", "NO_PROXY=.svc,.cluster.local"],
    ]
  ) assertEquals(shortened(text), text);
});

Deno.test("flatten() tells of names that are put together while a program runs", () => {
  for (const text of ["$SVC.$NS.svc", "${A}.${NS}.svc.$DOMAIN", "x.$(ns).svc.cluster.local"]) {
    composed = 0;
    assertEquals(shortened(text), text);
    assertEquals(composed, 1, text);
  }
  for (const text of [".svc", "a,.svc.cluster.local", "$x.svcs", "web.shop.svc"]) {
    composed = 0;
    shortened(text);
    assertEquals(composed, 0, text);
  }
});

Deno.test("flatten() changes nothing in what it has made", () => {
  const parts = [
    ...[
      "web.shop.svc",
      "db.data",
      "db-0.db-headless.data.svc.cluster.local",
      "$X.",
      "http://",
      ":80",
    ],
    ...[" ", ",", "/", ".", "-", "\\n", "%2F", '"', "é", "x", "svc", ".svc", "$", "}"],
  ];
  let seed = 7;
  const next = () => seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: 1 + next() % 8 }, () => parts[(next() >> 8) % parts.length])
      .join("");
    const once = shortened(text);
    assertEquals(shortened(once), once, text);
    assert(once.length <= text.length, text);
  }
});

/** How many times as long the text takes that is 16 times as long. */
function slowdown(textOf: (length: number) => string): number {
  const timeOf = (length: number) => {
    const text = textOf(length);
    let best = Infinity;
    for (let round = 0; round < 5; round++) {
      const start = performance.now();
      shortened(text);
      best = Math.min(best, performance.now() - start);
    }
    return Math.max(best, 0.5);
  };
  return timeOf(1_600_000) / timeOf(100_000);
}

for (
  const [what, part] of [
    ["letters", "a"],
    ["dots", "."],
    ["labels", "a."],
    ["names", "web.shop.svc "],
    ["names in one run", "web.shop.svc."],
    ["escapes", "%2F"],
    ["suffixes", ".svc"],
  ]
) {
  Deno.test(`flatten() takes linear time in a long text of ${what}`, () => {
    // Quadratic time would be 256 times as long.
    assert(slowdown((length) => part.repeat(length / part.length)) < 80);
  });
}
