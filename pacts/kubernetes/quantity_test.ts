import { assertEquals } from "@std/assert";
import { composeCpus, composeMemory, parseQuantity } from "./quantity.ts";

const QUANTITIES: Record<string, number> = {
  "0": 0,
  "2": 2,
  "+2": 2,
  "-2": -2,
  "1.5": 1.5,
  ".5": 0.5,
  "5.": 5,
  "0.1": 0.1,
  "500000000n": 0.5,
  "1n": 1e-9,
  "250000u": 0.25,
  "500m": 0.5,
  "1m": 0.001,
  "2k": 2e3,
  "1.5M": 1.5e6,
  "3G": 3e9,
  "4T": 4e12,
  "5P": 5e15,
  "6E": 6e18,
  "1Ki": 1024,
  "1.5Mi": 1.5 * 2 ** 20,
  "1Gi": 2 ** 30,
  "2Ti": 2 * 2 ** 40,
  "3Pi": 3 * 2 ** 50,
  "1Ei": 2 ** 60,
  "1e3": 1e3,
  "1E3": 1e3,
  "1.2e+6": 1.2e6,
  "1e-3": 1e-3,
};

for (const [quantity, number] of Object.entries(QUANTITIES)) {
  Deno.test(`parseQuantity() is ${number} when given ${quantity}`, () => {
    assertEquals(parseQuantity(quantity), number);
  });
}

Deno.test("parseQuantity() takes numbers as they are", () => {
  assertEquals(parseQuantity(2), 2);
  assertEquals(parseQuantity(0.5), 0.5);
});

Deno.test("parseQuantity() is undefined when there is no quantity", () => {
  const others = ["", "lots", "1 Gi", "5e", "e5", "1K", "1ki", "1KiB", "1GB", "0x10", ".", "1,5"];
  for (const other of [...others, null, undefined, {}, [], true]) {
    assertEquals(parseQuantity(other), undefined);
  }
});

Deno.test("parseQuantity() cuts off what 63 bits can't hold", () => {
  assertEquals(parseQuantity("100E"), 2 ** 63);
  assertEquals(parseQuantity("1e400"), 2 ** 63);
});

Deno.test("composeCpus() has no binary fractions", () => {
  assertEquals(composeCpus("500m"), "0.5");
  assertEquals(composeCpus("100m"), "0.1");
  assertEquals(composeCpus("1100m"), "1.1");
  assertEquals(composeCpus(2), "2");
});

Deno.test("composeMemory() takes the largest unit that holds it whole", () => {
  assertEquals(composeMemory("2Gi"), "2g");
  assertEquals(composeMemory("256Mi"), "256m");
  assertEquals(composeMemory("1.5Gi"), "1536m");
  assertEquals(composeMemory("64Ki"), "64k");
  assertEquals(composeMemory("128M"), "125000k");
  assertEquals(composeMemory("1G"), "1000000000b");
  assertEquals(composeMemory("1Ei"), "1073741824g");
  assertEquals(composeMemory(1000), "1000b");
  assertEquals(composeMemory("100m"), "1b");
});

Deno.test("composeCpus() and composeMemory() are undefined when nothing is limited", () => {
  for (const value of ["0", 0, "-1", "lots", "", null]) {
    assertEquals(composeCpus(value), undefined);
    assertEquals(composeMemory(value), undefined);
  }
});

Deno.test("composeMemory() asks for no more than Docker can count", () => {
  for (const value of ["8Ei", "9E", "1e30", "1Ei"]) {
    assertEquals(composeMemory(value), `${2 ** 30}g`);
  }
  assertEquals(composeMemory("512Pi"), `${2 ** 29}g`);
});
