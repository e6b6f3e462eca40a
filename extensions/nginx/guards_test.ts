import { assertEquals } from "@std/assert";
import { read, secret } from "./_testing.ts";
import { readGuards } from "./guards.ts";

const RANGE = { "whitelist-source-range": "10.0.0.0/8" };
const AUTH = { "auth-url": "https://auth.example/" };
const BASIC = { "auth-type": "basic", "auth-secret": "users", "auth-realm": "Staff" };
const USERS = secret("users", { auth: "ann:x" });

Deno.test("readGuards() carries all restrictions side by side", () => {
  const [guards] = read(readGuards, { ...RANGE, ...AUTH, ...BASIC, "auth-tls-secret": "shop/ca" }, [
    USERS,
  ]);
  assertEquals(Object.keys(guards), [
    "forwardAuth",
    "basicAuth",
    "allowedSources",
    "clientCertificate",
  ]);
});

Deno.test("readGuards() carries no restriction that would pass for another one", () => {
  const names = (short: Record<string, string>) => Object.keys(read(readGuards, short, [USERS])[0]);
  assertEquals(names({ ...RANGE, "denylist-source-range": "10.1.0.0/16" }), []);
  assertEquals(names({ ...RANGE, ...AUTH, "configuration-snippet": "deny 10.1.0.1;" }), [
    "forwardAuth",
  ]);
  assertEquals(names({ ...AUTH, "configuration-snippet": "auth_request /x;" }), []);
  assertEquals(names({ ...BASIC, "server-snippet": "auth_basic x;" }), []);
  assertEquals(names({ ...BASIC, "configuration-snippet": "add_header a b;" }), ["basicAuth"]);
});
