import { assertEquals } from "@std/assert";
import { bcrypt } from "./bcrypt.ts";

/** Known hashes, with the salts that are in them. */
const KNOWN: readonly (readonly [password: string, salt: string, hash: string])[] = [
  [
    "U*U",
    "10410410410410410410410410410410",
    "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
  ],
  [
    "U*U*",
    "10410410410410410410410410410410",
    "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
  ],
  [
    "",
    "10410410410410410410410410410410",
    "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
  ],
];

Deno.test("bcrypt() gives the hash that others give", () => {
  for (const [password, salt, hash] of KNOWN) {
    const made = bcrypt(new TextEncoder().encode(password), Uint8Array.fromHex(salt), 5);
    assertEquals(made, hash);
  }
});
