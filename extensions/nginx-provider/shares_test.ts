import { assert, assertEquals } from "@std/assert";
import { randomNumbers } from "../../pacts/_testing.ts";
import { shareLines } from "./shares.ts";

Deno.test("shareLines() gives each its percents, and the last what is left", () => {
  assertEquals(shareLines([[1, "a"], [2, "b"]]), ["33.33% a", "* b"]);
  assertEquals(shareLines([[0.29, "a"], [0.71, "b"]]), ["29% a", "* b"]);
  assertEquals(shareLines([[1, "a"], [99_999, "b"]]), ["* b"]);
  assertEquals(shareLines([[3, "a"]]), ["* a"]);
});

Deno.test("shareLines() never gives away more than there is", () => {
  const random = randomNumbers(7);
  const inputs = [
    Array.from({ length: 7 }, (_, index) => index < 6 ? 16_665 : 10),
    ...Array.from(
      { length: 500 },
      () => Array.from({ length: 2 + random(20) }, () => 1 + random(100_000)),
    ),
  ];
  for (const weights of inputs) {
    const lines = shareLines(weights.map((weight) => [weight, "x"]));
    const sum = lines.slice(0, -1).reduce(
      (sum, line) => sum + Math.round(parseFloat(line) * 100),
      0,
    );
    assert(sum <= 10_000, `${weights}: ${sum}`);
  }
});
