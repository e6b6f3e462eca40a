import { assertEquals } from "@std/assert";
import { type Lock, lockBeyond, lockChanges, parseLock, withoutOwn } from "./lock.ts";

const base: Lock = { version: "5", npm: { "leven@4.1.0": { integrity: "l" } } };
const all: Lock = {
  version: "5",
  specifiers: { "npm:left-pad@1": "1.3.0" },
  npm: { "leven@4.1.0": { integrity: "l" }, "left-pad@1.3.0": { integrity: "p" } },
  remote: { "https://example.com/x.ts": "r" },
};

Deno.test("parseLock() reads what Deno writes, and nothing else of it", () => {
  assertEquals(parseLock(JSON.stringify({ ...all, workspace: { dependencies: [] } })), all);
  assertEquals(parseLock(""), { version: "5" });
  assertEquals(parseLock("[]"), { version: "5" });
});

Deno.test("lockBeyond() leaves out what the other lock has", () => {
  assertEquals(lockBeyond(all, base), {
    version: "5",
    specifiers: { "npm:left-pad@1": "1.3.0" },
    npm: { "left-pad@1.3.0": { integrity: "p" } },
    remote: { "https://example.com/x.ts": "r" },
  });
});

Deno.test("lockChanges() names what is new, gone or another", () => {
  const now: Lock = {
    version: "5",
    npm: { "leven@4.1.0": { integrity: "l", dependencies: [] }, "b@1.0.0": { integrity: "b" } },
    remote: { "https://example.com/x.ts": "other" },
  };
  assertEquals(lockChanges(all, now, false), [
    "npm:left-pad@1 is gone",
    "npm:left-pad@1.3.0 is gone",
    "npm:b@1.0.0 is new",
    "https://example.com/x.ts has changed",
  ]);
  assertEquals(lockChanges(base, now, true), []);
  const odd = { version: "5", remote: { constructor: "x" } } as unknown as Lock;
  assertEquals(lockChanges({ version: "5", remote: {} }, odd, false), ["constructor is new"]);
  assertEquals(lockBeyond(odd, { version: "5", remote: {} }), odd);
});

Deno.test("withoutOwn() keeps the packages of others that bear a similar name", () => {
  const jsr = { "@dekube-friends/a@1.0.0": { integrity: "a" }, "@dekube/b@1.0.0": {} };
  assertEquals(withoutOwn({ version: "5", jsr }).jsr, {
    "@dekube-friends/a@1.0.0": { integrity: "a" },
  });
});

Deno.test("withoutOwn() keeps packages of npm, whatever they are called", () => {
  const lock: Lock = {
    version: "5",
    specifiers: { "npm:@dekube/thing@1": "1.0.0" },
    npm: { "@dekube/thing@1.0.0": { integrity: "t", dependencies: ["@dekube/part"] } },
  };
  assertEquals(withoutOwn(lock), lock);
});
