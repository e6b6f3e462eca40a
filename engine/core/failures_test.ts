import { assertEquals, assertRejects } from "@std/assert";
import type { Manifest } from "../../pacts/mod.ts";
import { manifest, manifestsOf } from "./_testing.ts";
import { describe, onManifest, onManifests, onProject } from "./failures.ts";
import { UserError } from "./user_error.ts";

const three = manifestsOf(`
kind: Pod
metadata: {name: a, namespace: shop}
---
kind: Pod
metadata: {name: b, namespace: shop}
---
kind: Pod
metadata: {name: c}
`);

/** What is said when an extension fails that is called with the three. */
async function failure(
  call: (manifests: readonly Manifest[]) => unknown,
  manifests: readonly Manifest[] = three,
): Promise<string> {
  const error = await assertRejects(
    async () => await onManifests("widgets", manifests, call),
    UserError,
  );
  return error.message.replace(/ Nothing was written.*/, "");
}

function failAt(name: string): (item: Manifest) => void {
  return ({ metadata }) => {
    if (metadata.name === name) throw new Error("boom");
  };
}

Deno.test("onManifests() names extension, manifest and file when a loop fails", async () => {
  const message = await failure((manifests) => {
    for (const item of manifests) failAt("b")(item);
  });
  assertEquals(message, 'the extension "widgets" failed on Pod shop/b (release/all.yaml): boom.');
});

Deno.test("onManifests() names the manifest when it is the first, the last or the only one", async () => {
  for (const name of ["a", "c"]) {
    const message = await failure((manifests) => {
      for (let i = 0; i < manifests.length; i++) failAt(name)(manifests[i]);
    });
    assertEquals(message.includes(`${name} (release/all.yaml)`), true, message);
  }
  const message = await failure(([only]) => failAt("a")(only), three.slice(0, 1));
  assertEquals(message.includes("Pod shop/a"), true, message);
});

Deno.test("onManifests() names the manifest when map, forEach or the like fail", async () => {
  const calls: ((manifests: readonly Manifest[]) => unknown)[] = [
    (manifests) => manifests.map(failAt("b")),
    (manifests) => manifests.forEach(failAt("b")),
    (manifests) => manifests.flatMap(failAt("b")),
  ];
  for (const call of calls) {
    assertEquals((await failure(call)).includes("Pod shop/b"), true, String(call));
  }
});

Deno.test("onManifests() names the manifest when the call is asynchronous", async () => {
  const message = await failure(async (manifests) => {
    for (const item of manifests) {
      await Promise.resolve();
      failAt("b")(item);
    }
  });
  assertEquals(message.includes("Pod shop/b"), true, message);
});

Deno.test("onManifests() names none when all have had their turn, or none yet", async () => {
  const calls: ((manifests: readonly Manifest[]) => unknown)[] = [
    (manifests) => [...manifests].toReversed().forEach(failAt("a")),
    (manifests) => manifests.filter(() => true).slice().sort().forEach(failAt("a")),
    (manifests) => {
      for (const _ of manifests) { /* all of them */ }
      throw new Error("boom");
    },
    () => {
      throw new Error("boom");
    },
  ];
  for (const call of calls) {
    assertEquals(await failure(call), 'the extension "widgets" failed: boom.', String(call));
  }
});

Deno.test("onManifests() hands over what reads like the list itself", async () => {
  await onManifests("widgets", three, (manifests) => {
    assertEquals(Array.isArray(manifests), true);
    assertEquals(manifests.length, 3);
    assertEquals([...manifests], three);
    assertEquals(manifests.at(-1), three[2]);
    assertEquals(manifests.map(({ metadata }) => metadata.name), ["a", "b", "c"]);
    assertEquals(JSON.stringify(manifests), JSON.stringify(three));
  });
});

Deno.test("onManifests() returns what the extension returns", async () => {
  assertEquals(await onManifests("widgets", three, () => 1), 1);
  assertEquals(await onManifests("widgets", three, () => Promise.resolve(2)), 2);
});

Deno.test("onManifest() leaves the file out when a script made the manifest", async () => {
  const error = await assertRejects(
    async () =>
      await onManifest("nginx", manifest("Ingress", "web"), () => {
        throw new Error("boom");
      }),
    UserError,
  );
  assertEquals(
    error.message,
    'the extension "nginx" failed on Ingress web: boom. Nothing was written. Report it to the extension\'s author, or turn it off in dekube.yaml: extensions.nginx.enabled: false',
  );
  assertEquals((error.cause as Error).message, "boom");
});

Deno.test("onProject() says something sensible when what is thrown is no error, or says nothing", async () => {
  const thrown: [unknown, string][] = [
    ["just text", "just text"],
    [new TypeError(), "TypeError"],
    [new Error("With a full stop."), "With a full stop"],
    [undefined, "undefined"],
  ];
  for (const [value, message] of thrown) {
    const error = await assertRejects(
      async () =>
        await onProject("late", () => {
          throw value;
        }),
      UserError,
    );
    assertEquals(
      error.message.split(" Nothing was written")[0],
      `the extension "late" failed: ${message}.`,
    );
  }
});

Deno.test("onProject() passes a message for the user on when the extension has one", async () => {
  await assertRejects(
    async () =>
      await onProject("late", () => {
        throw new UserError("Buy more disks");
      }),
    UserError,
    "Buy more disks",
  );
});

Deno.test("describe() leaves the namespace out when it is unknown", () => {
  assertEquals(describe({ kind: "Pod", namespace: "a", name: "b" }), "Pod a/b");
  assertEquals(describe({ kind: "Pod", namespace: "", name: "b" }), "Pod b");
});
