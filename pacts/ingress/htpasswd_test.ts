import { assertEquals } from "@std/assert";
import { isUser, readHtpasswd } from "./htpasswd.ts";

Deno.test("readHtpasswd() takes the first line of each user, without comments", () => {
  const file = "# users\r\nann:$apr1$x$y\r\nann:other\nbob: {SHA}x :the boss\n\neve\n:x\n a:b\n";
  assertEquals(readHtpasswd(file), { ann: "$apr1$x$y", bob: "{SHA}x" });
});

Deno.test("readHtpasswd() is empty when there are no users", () => {
  assertEquals(readHtpasswd(""), {});
});

Deno.test("isUser() refuses what would break the file", () => {
  for (const [user, hash] of [["", "x"], ["a\nb", "x"], ["a", "x y"], ["a", ""], ["a:b", "x"]]) {
    assertEquals(isUser(user, hash), false, `${user}:${hash}`);
  }
});
