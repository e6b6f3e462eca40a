import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Manifest, Mapping } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as workload from "../workload/mod.ts";
import { makeSealer } from "./_testing.ts";
import * as sealedSecrets from "./mod.ts";

const sealer = await makeSealer();
const named = { name: "db", namespace: "shop" };
const SUPPLIED = { "sealed-secrets": { key: sealer.pem } };

function sealed(spec: object, annotations: Record<string, string> = {}): Manifest {
  return {
    apiVersion: "bitnami.com/v1alpha1",
    kind: "SealedSecret",
    metadata: { ...named, annotations },
    spec,
  };
}

/** A pod that has every key of the Secret as a variable. */
const POD: Manifest = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "shop" },
  spec: { containers: [{ name: "web", image: "web:1", envFrom: [{ secretRef: { name: "db" } }] }] },
};

async function convert(manifests: Manifest[], supplied?: Mapping) {
  const options = { ...supplied ? { supplied } : {}, account: true };
  const { project, diagnostics, needs, account } = await testConversion(
    [workload, sealedSecrets],
    [POD, ...manifests],
    options,
  );
  const said = diagnostics.map(({ code, path }) => `${code} ${path ?? ""}`.trim());
  return { environment: project.services.web.environment, diagnostics, said, needs, account };
}

Deno.test("a SealedSecret becomes the Secret that it seals when there is a key", async () => {
  const { environment, said, account } = await convert([sealed({
    encryptedData: { PASSWORD: await sealer.seal("s3cret", "shop/db") },
    template: {
      type: "Opaque",
      metadata: { labels: { app: "db" } },
      data: { URL: "postgres://app:{{ .PASSWORD }}@db" },
    },
  })], SUPPLIED);
  assertEquals(environment, { PASSWORD: "s3cret", URL: "postgres://app:s3cret@db" });
  assertEquals(said, []);
  assertEquals(account!.counts["not-understood"], 0);
});

Deno.test("a SealedSecret opens in the scope that it was sealed for, and in no other", async () => {
  const anno = "sealedsecrets.bitnami.com/";
  const scopes: [string, Record<string, string>][] = [
    ["", { [`${anno}cluster-wide`]: "true" }],
    ["shop", { [`${anno}namespace-wide`]: "true" }],
    ["shop/db", {}],
  ];
  for (const [label, annotations] of scopes) {
    for (const [other] of scopes) {
      const spec = { encryptedData: { PASSWORD: await sealer.seal("s3cret", other) } };
      const { environment, said } = await convert([sealed(spec, annotations)], SUPPLIED);
      const isOpen = label === other;
      assertEquals(environment?.PASSWORD, isOpen ? "s3cret" : undefined);
      assertEquals(said, isOpen ? [] : ["sealed-value spec.encryptedData.PASSWORD"]);
    }
  }
});

Deno.test("a SealedSecret of the first versions holds a whole Secret", async () => {
  const secret = JSON.stringify({
    kind: "Secret",
    metadata: { ...named, labels: { app: "db" } },
    data: { PASSWORD: btoa("s3cret") },
  });
  const { environment, said } = await convert(
    [sealed({ data: await sealer.seal(secret, "shop/db") })],
    SUPPLIED,
  );
  assertEquals([environment, said], [{ PASSWORD: "s3cret" }, []]);
});

Deno.test("without a key the values come from secrets.yaml, whose places are named", async () => {
  const manifest = sealed({ encryptedData: { PASSWORD: "AgBy", USER: "AgBz" } });
  const first = await convert([manifest]);
  assertEquals(first.needs, {
    "sealed-secrets": { key: null, "shop/db": { PASSWORD: null, USER: null } },
  });
  assertEquals(first.said, [
    "sealed-value spec.encryptedData.PASSWORD",
    "sealed-value spec.encryptedData.USER",
  ]);
  assertStringIncludes(first.diagnostics[0].message, "sealed-secrets.shop/db.PASSWORD");
  const values = { "shop/db": { PASSWORD: "mine", USER: "me" } };
  const second = await convert([manifest], { "sealed-secrets": values });
  assertEquals([second.environment, second.said], [values["shop/db"], []]);
});

Deno.test("what is no key is said", async () => {
  const { said } = await convert(
    [sealed({ encryptedData: {} })],
    { "sealed-secrets": { key: "nonsense" } },
  );
  assertEquals(said, ["no-unsealing-key"]);
});

Deno.test("the controller's own key is used where it is among the manifests", async () => {
  const { environment, said } = await convert([
    sealed({ encryptedData: { PASSWORD: await sealer.seal("s3cret", "shop/db") } }),
    {
      kind: "Secret",
      metadata: {
        name: "sealed-secrets-keyxyz",
        namespace: "kube-system",
        labels: { "sealedsecrets.bitnami.com/sealed-secrets-key": "active" },
      },
      data: { "tls.key": btoa(sealer.pem) },
    },
  ]);
  assertEquals([environment, said], [{ PASSWORD: "s3cret" }, []]);
});

Deno.test("a Secret that is there stays as it is, or is added to where it says so", async () => {
  const spec = { encryptedData: { PASSWORD: await sealer.seal("s3cret", "shop/db") } };
  const secret = (annotations: Record<string, string>): Manifest => ({
    kind: "Secret",
    metadata: { ...named, annotations },
    stringData: { USER: "me" },
  });
  const kept = await convert([sealed(spec), secret({})], SUPPLIED);
  assertEquals([kept.environment, kept.said], [{ USER: "me" }, []]);
  const patched = await convert(
    [sealed(spec), secret({ "sealedsecrets.bitnami.com/patch": "true" })],
    SUPPLIED,
  );
  assertEquals([patched.environment, patched.said], [{ USER: "me", PASSWORD: "s3cret" }, []]);
});

Deno.test("a template that can't be filled in is said, and its key left out", async () => {
  const { environment, said } = await convert([sealed({
    encryptedData: { PASSWORD: await sealer.seal("s3cret", "shop/db") },
    template: { data: { URL: "{{ .PASSWORD | nonsense }}" } },
  })], SUPPLIED);
  assertEquals(environment, { PASSWORD: "s3cret" });
  assertEquals(said, ["bad-template spec.template.data.URL"]);
});

Deno.test("what is sealed and is no Secret is said, and not shown", async () => {
  for (const text of ["s3cret: [\0", "s3cret", "[]", "&a [*a]", '{"s3cret', "null"]) {
    const { said, diagnostics } = await convert(
      [sealed({ data: await sealer.seal(text, "shop/db") })],
      SUPPLIED,
    );
    assertEquals(said, ["sealed-value spec.data"], text);
    assertEquals(diagnostics[0].message.includes("s3cret"), false);
  }
  const odd = JSON.stringify({ data: { A: "not base64!", B: 5, C: btoa("c"), D: null } });
  const { environment, said } = await convert([sealed({
    data: await sealer.seal(odd, "shop/db"),
    template: { data: { E: "{{ .C }}" } },
  })], SUPPLIED);
  assertEquals([environment, said], [{ C: "c", E: "c" }, []]);
});
