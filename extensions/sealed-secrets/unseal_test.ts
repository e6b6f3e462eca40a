import { assertEquals, assertRejects } from "@std/assert";
import { defaultLimits } from "@dekube/engine/pacts";
import { decodeText } from "@dekube/engine/pacts/kubernetes";
import { testContext } from "@dekube/engine/testing";
import { makeSealer } from "./_testing.ts";
import { UnsealingKeys } from "./unseal.ts";

Deno.test("UnsealingKeys.open() opens what was sealed for the label, with any of the keys", async () => {
  const [one, other] = [await makeSealer(), await makeSealer()];
  const keys = new UnsealingKeys(testContext([]).limits);
  assertEquals(keys.isEmpty, true);
  assertEquals(await keys.add(`${one.pem}\n${other.pkcs8}`), 2);
  assertEquals(await keys.add(btoa(one.pem)), 1);
  for (const { seal } of [one, other, one]) {
    const opened = await keys.open(await seal("s3cret", "shop/db"), "shop/db");
    assertEquals(opened && decodeText(opened), "s3cret");
  }
  assertEquals(await keys.open(await one.seal("", ""), ""), new Uint8Array());
});

Deno.test("UnsealingKeys.open() opens nothing else", async () => {
  const [one, other] = [await makeSealer(), await makeSealer()];
  const keys = new UnsealingKeys(testContext([]).limits);
  await keys.add(one.pem);
  const sealed = await one.seal("s3cret", "shop/db");
  assertEquals(await keys.open(sealed, "shop/web"), undefined);
  assertEquals(await keys.open(await other.seal("s3cret", "shop/db"), "shop/db"), undefined);
  for (
    const odd of ["", "%", "AA==", "AAAA", "////", sealed.slice(0, 200), `B${sealed.slice(1)}`]
  ) {
    assertEquals(await keys.open(odd, "shop/db"), undefined, odd);
  }
});

Deno.test("UnsealingKeys.add() finds no key in what holds none", async () => {
  const keys = new UnsealingKeys(testContext([]).limits);
  const blocks = ["CERTIFICATE", "RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY"].map((label) =>
    `-----BEGIN ${label}-----\nMAMCAQA=\n-----END ${label}-----\n`
  );
  for (const text of ["", "nonsense", "AAAA", ...blocks]) {
    assertEquals(await keys.add(text), 0, text);
  }
  assertEquals(keys.isEmpty, true);
});

Deno.test("UnsealingKeys.open() ends with a limit when nothing opens too much", async () => {
  const keys = new UnsealingKeys(
    testContext([], { config: { limits: { ...defaultLimits(), keys: 1 } } }).limits,
  );
  const [one, other] = [await makeSealer(), await makeSealer()];
  await keys.add(one.pem);
  const sealed = await other.seal("s3cret", "");
  await assertRejects(
    async () => {
      for (let time = 0; time < 200; time++) await keys.open(sealed, "");
    },
    Error,
    "limits.keys",
  );
});
