/** What is said of texts with a password never has it, however these are written; what has none is said as it is. */
import { assert, assertEquals } from "@std/assert";
import { withoutPasswords } from "../../pacts/passwords.ts";
import { Odd, RUNS } from "./_odd.ts";

const MARK = "Pw9MARK";

/** Spellings of an address or of a header with a password. */
const SPELLINGS: readonly ((odd: Odd, password: string) => string)[] = [
  (odd, password) => `${scheme(odd)}${user(odd)}:${password}@${host(odd)}`,
  (odd, password) => `${user(odd)}:${password}@${host(odd)}`,
  (odd, password) => `${scheme(odd)}${user(odd)}:${password}＠${host(odd)}`,
  (odd, password) => `${scheme(odd)}${user(odd)}：${password}@${host(odd)}`,
  (odd, password) =>
    `${odd.of(["://", ":/", ":\\\\", ":", "../", "..//"])}${user(odd)}:${password}@${host(odd)}`,
  (odd, password) => `${odd.of(["://", ":"])}${password}@${host(odd)}`,
  (odd, password) => `${user(odd)}:${password}@${odd.of(["tcp", "udp", "unix"])}(${host(odd)})/db`,
  (odd, password) => `${scheme(odd)}${host(odd)}/?${odd.of(NAMES)}=${password}`,
  (odd, password) => `/x?a=b&${odd.of(NAMES)}=${password}`,
  (odd, password) => `host=db user=app ${odd.of(NAMES)}=${password} dbname=x`,
  (odd, password) => `jdbc:sqlserver://db;${odd.of(NAMES)}=${password};c=d`,
  (odd, password) => `${odd.of(["Bearer", "bearer", "Basic", "BEARER"])} ${password}`,
  (odd, password) => `${odd.of(["http", "postgres"])}://${user(odd)}:${password} @${host(odd)}`,
  (odd, password) => `${odd.of(["http", "postgres"])}://${user(odd)}:\n${password}@${host(odd)}`,
];

const NAMES = [
  "password",
  "passwd",
  "pwd",
  "token",
  "access_token",
  "api_key",
  "client_secret",
  "Password",
];

const scheme = (odd: Odd) =>
  odd.of([
    "http://",
    "HTTPS://",
    "http:/",
    "http:\\\\",
    "//",
    "redis://",
    "postgres+ssl://",
    "amqp:///",
  ]);

const user = (odd: Odd) => odd.of(["u", "app", "ann.b", "u%40x", "a-b_c"]);

const host = (odd: Odd) =>
  odd.of(["h", "db:5432", "db.shop.svc:x", "[::1]:80", "10.0.0.1", "h/x?y=z", "h:99999"]);

/** What messages say about what they name. */
const SENTENCES: readonly ((text: string) => string)[] = [
  (text) => `${JSON.stringify(text)} is not an http or https URL`,
  (text) => `auth-url: "${text}" is no URL; it is left out`,
  (text) => `the schedule '${text}' can't be read`,
  (text) => `unknown host ${text}, in spec.url`,
  (text) => `(${text})`,
  (text) => text,
];

Deno.test("withoutPasswords() leaves no password whatever it is written in", () => {
  const odd = new Odd(5);
  for (let run = 0; run < RUNS * 40; run++) {
    const password = odd.of(["", "a", "x.y-", "é", "%40"]) + MARK + odd.of(["", "z", "!", "~1"]);
    const spelled = odd.of(SPELLINGS)(odd, password);
    const said = odd.of(SENTENCES)(spelled);
    const shown = withoutPasswords(said);
    assert(!shown.includes(MARK), `${said} -> ${shown}`);
  }
});

Deno.test("withoutPasswords() leaves what has no password as it is", () => {
  const odd = new Odd(6);
  const harmless: readonly (() => string)[] = [
    () => `${scheme(odd)}${host(odd)}`,
    () => `registry.example:5000/shop/web:1.2@sha256:${"0".repeat(64)}`,
    () => `npm:leven@4.${odd.below(9)}.0 and jsr:@std/yaml@^1`,
    () => `./configmaps/web/app.ini@${odd.below(1e9).toString(16).padStart(12, "0")}:/etc/app.ini`,
    () => "mailto:ann@example.com, ann@example.com: the Bearer token is missing",
    () => `port 80:${odd.below(9999)} of the Service "web"`,
    () => "Basic authentication asks for a name and a password",
  ];
  for (let run = 0; run < RUNS * 8; run++) {
    const said = odd.of(SENTENCES)(odd.of(harmless)());
    assertEquals(withoutPasswords(said), said);
  }
});
