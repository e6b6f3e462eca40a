import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { Diagnostics } from "../diagnostics.ts";
import { bodySize } from "./body_size.ts";

function read(maxBodySize: string): string | undefined {
  const size = bodySize({ maxBodySize }, new Diagnostics());
  return size && `${size.count}${size.unit}`;
}

Deno.test("bodySize() reads nginx's sizes", () => {
  assertEquals(["20m", "1g", "512K", " 8192 ", "0", "0m"].map(read), [
    ...["20m", "1g", "512k", "8192", "0", "0m"],
  ]);
});

Deno.test("bodySize() reads others' sizes, each for as many bytes as it says", () => {
  assertEquals(["20MB", "1GiB", "5 kb", "7b"].map(read), ["20000000", "1g", "5000", "7"]);
});

Deno.test("bodySize() is undefined when a size is none", () => {
  const none = ["", "m", "-1m", "1.5m", "1t", "1ib", "9999999999999g", "1m\n}"];
  assertEquals(none.map(read), none.map(() => undefined));
});

Deno.test("bodySize() says which size is none", () => {
  const diagnostics = new Diagnostics();
  bodySize({ maxBodySize: "much" }, diagnostics);
  bodySize({}, diagnostics);
  assertEquals(said({ diagnostics }), ["bad-size"]);
});
