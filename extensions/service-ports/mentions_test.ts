import { assert, assertEquals } from "@std/assert";
import { slowdown } from "../../pacts/_testing.ts";
import { mentions, type TextKind } from "./mentions.ts";

const web = { kind: "Service", metadata: { name: "web", namespace: "shop" } };
const names = ["web", "web.shop", "web.shop.svc", "web.shop.svc.cluster.local"];

/** Whether the Service `web`, whose port 80 is another in the container, is mentioned. */
function isMentioned(text: string, kind: TextKind): boolean {
  const find = (host: string) => names.includes(host) ? web : undefined;
  return [...mentions(text, kind, find, (_service, port) => port === 80)].length > 0;
}

Deno.test("mentions() finds a value that is a host, by each of its names", () => {
  for (const name of names) {
    assert(isMentioned(name, "value"), name);
    assert(isMentioned(` ${name}. `, "value"), name);
  }
});

Deno.test("mentions() finds hosts in lists, behind keys, schemes and users", () => {
  const values = [
    ...["db,web", "web;db", "host=web", "[web]", `{"host":"web"}`, "redis://web", "ws://web/x"],
    ...["amqp://me:pw@web/vhost", "me@web", "host=web dbname=x", "nc -z web 80", "psql -h web"],
    ...["--server web --x", "//web/path"],
  ];
  for (const value of values) assert(isMentioned(value, "value"), value);
});

Deno.test("mentions() finds a port that was left, and not one that is the container's", () => {
  assert(isMentioned("web:80", "value"));
  assert(isMentioned("?to=web:80", "file"));
  assert(isMentioned("http://web.shop:80/", "file"));
  assertEquals(isMentioned("web:8080", "value"), false);
  assertEquals(isMentioned("http://web:8080/", "value"), false);
  assertEquals(isMentioned("web:800", "file"), false);
});

Deno.test("mentions() passes over URLs whose port was rewritten, and what is no host", () => {
  const values = [
    ...["http://web/", "https://me@web", "/etc/web", "web/index.html", "$web", "--web", "web_1"],
    ...["my-web", "web-2", "web.example.com", "start the web server", "$(web)", "C:\\web", ""],
    ...["#web", "webhook", "a.web"],
  ];
  for (const value of values) assertEquals(isMentioned(value, "value"), false, value);
});

Deno.test("mentions() finds short names in files behind keys only, long ones anywhere", () => {
  const found = [
    ...["host: web\nport: 80", "storage.hostname=web\n", `"address": "web",`, "fastcgi_pass web;"],
    ...["--db-host web", "servers: [web]", "at web.shop.svc there is", "check web 80"],
    "url = 'redis://web/0'",
  ];
  for (const text of found) assert(isMentioned(text, "file"), text);
  const others = ["name: web", "web", "- web", "app=web", "the web, ", "# host web"];
  for (const text of others) assertEquals(isMentioned(text, "file"), false, text);
});

Deno.test("mentions() takes linear time", () => {
  const texts = ["web ", "a.", "-", "http://a:b@", "host: ", "web.shop.", "@", "web 8", "é", "'"];
  for (const part of texts) {
    for (const kind of ["value", "file"] as const) {
      const ratio = slowdown(
        (size) => part.repeat(size / part.length),
        (text) => void isMentioned(text, kind),
      );
      assert(ratio < 9, `${JSON.stringify(part)} takes ${ratio} times longer`);
    }
  }
});
