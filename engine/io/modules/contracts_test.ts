import { assertEquals } from "@std/assert";
import own from "../../../deno.json" with { type: "json" };
import { CONTRACTS } from "./contracts.ts";

Deno.test("CONTRACTS are what deno.json exports of the contracts", () => {
  const exported = Object.keys(own.exports).filter((entry) => /^\.\/pacts(\/|$)/.test(entry));
  assertEquals(CONTRACTS, exported.map((entry) => `${own.name}${entry.slice(1)}`));
});
