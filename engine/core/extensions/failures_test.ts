import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Manifest } from "../../../pacts/mod.ts";
import { manifest, manifestsOf } from "../_testing.ts";
import { describe, onManifest, onManifests, onProject } from "./failures.ts";
import { UserError } from "../user_error.ts";

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

type Call = (manifests: readonly Manifest[]) => unknown;

/** Both ways to call an extension. */
function callsOf(call: Call, manifests: readonly Manifest[] = three) {
  return { all: () => call(manifests), one: (manifest: Manifest) => call([manifest]) };
}

/** What is said when an extension fails that is called with the three. */
async function failure(call: Call, manifests: readonly Manifest[] = three): Promise<string> {
  const error = await assertRejects(
    async () => await onManifests("widgets", manifests, callsOf(call, manifests)),
    UserError,
  );
  return error.message.replace(/ Nothing was written.*/, "");
}

function failAt(name: string): (item: Manifest) => void {
  return ({ metadata }) => {
    if (metadata.name === name) throw new Error("boom");
  };
}

Deno.test("onManifests() names extension, manifest and file, however the extension goes through them", async () => {
  const calls: Call[] = [
    (manifests) => manifests.forEach(failAt("b")),
    (manifests) => [...manifests].toReversed().forEach(failAt("b")),
    (manifests) => {
      const byName = new Map(manifests.map((item) => [item.metadata.name, item]));
      for (const item of byName.values()) failAt("b")(item);
    },
    async (manifests) => {
      for (const item of manifests) {
        await Promise.resolve();
        failAt("b")(item);
      }
    },
  ];
  for (const call of calls) {
    assertEquals(
      await failure(call),
      'the extension "widgets" failed on Pod shop/b (release/all.yaml): boom.',
      String(call),
    );
  }
});

Deno.test("onManifests() names the manifest when it is the first, the last or the only one", async () => {
  for (const name of ["a", "c"]) {
    const message = await failure((manifests) => manifests.forEach(failAt(name)));
    assertEquals(message.includes(`${name} (release/all.yaml)`), true, message);
  }
  const message = await failure(([only]) => failAt("a")(only), three.slice(0, 1));
  assertEquals(message.includes("Pod shop/a"), true, message);
});

Deno.test("onManifests() names none when no manifest alone is the reason", async () => {
  const calls: Call[] = [
    (manifests) => {
      if (manifests.length > 1) throw new Error("boom");
    },
    (manifests) => {
      throw new Error(manifests.length > 1 ? "boom" : "something else");
    },
  ];
  for (const call of calls) {
    assertEquals(await failure(call), 'the extension "widgets" failed: boom.', String(call));
  }
});

Deno.test("onManifests() tries no manifest alone when all went well, and returns what came", async () => {
  const one = () => {
    throw new Error("called");
  };
  assertEquals(await onManifests("widgets", three, { all: () => 1, one }), 1);
  assertEquals(await onManifests("widgets", three, { all: () => Promise.resolve(2), one }), 2);
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

Deno.test("onManifest() names the extension's file and line when it throws", async () => {
  const boom = new Error("boom");
  boom.stack = "Error: boom\n    at Widgets.convert (file:///srv/ext/mod.ts:31:13)";
  const error = await assertRejects(
    async () => await onManifest("nginx", manifest("Ingress", "web"), () => Promise.reject(boom)),
    UserError,
  );
  assertStringIncludes(error.message, "on Ingress web: boom (at /srv/ext/mod.ts:31). Nothing");
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

Deno.test("describe() says the group when the kind is not Kubernetes' own", () => {
  const id = { group: "cert-manager.io", kind: "Certificate", namespace: "a", name: "b" };
  assertEquals(describe(id), "cert-manager.io/Certificate a/b");
});
