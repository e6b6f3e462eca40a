import { assert, assertEquals, assertMatch } from "@std/assert";
import { pbkdf2Sync } from "node:crypto";
import { hashPassword, isSalt, newSalt } from "./password_hash.ts";

Deno.test("hashPassword() writes PBKDF2 as Elasticsearch reads it, its last 90 characters salt and hash", async () => {
  const salt = newSalt();
  assert(isSalt(salt));
  const password = 'pä$s:w"ord';
  const hash = await hashPassword(password, salt);
  const expected = pbkdf2Sync(password, Uint8Array.fromBase64(salt), 10_000, 32, "sha512");
  assertEquals(hash, `{PBKDF2}10000$${salt}$${expected.toString("base64")}`);
  assertMatch(hash.slice(-90), /^\$[^$]{44}\$[^$]{44}$/);
});

Deno.test("isSalt() refuses what newSalt() does not make", () => {
  assertEquals(["", "abc", `${"A".repeat(43)}=`, `${"A".repeat(42)}==`].map(isSalt), [
    false,
    false,
    true,
    false,
  ]);
});
