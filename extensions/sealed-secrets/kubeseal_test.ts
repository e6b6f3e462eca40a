/** Holds what is opened here against what the project's own command seals. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { isInstalled, needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { unless } from "../../tools/unless.ts";
import * as workload from "../workload/mod.ts";
import { makeSealer } from "./_testing.ts";
import * as sealedSecrets from "./mod.ts";

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters: [{ name: none, cluster: { server: "https://127.0.0.1:1" } }]
contexts: [{ name: none, context: { cluster: none, user: "" } }]
current-context: none
`;
const NAME = "what kubeseal sealed opens in its scope, with all that the Secret has";

Deno.test({
  ...isInstalled("kubeseal")
    ? needsTool(NAME, "openssl", "Debian's openssl")
    : unless(NAME, "there is no kubeseal on PATH; the Sealed Secrets project has one"),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const { pkcs8 } = await makeSealer();
      const [key, cert, config] = ["key.pem", "cert.pem", "config"].map((name) =>
        join(folder, name)
      );
      await Deno.writeTextFile(key, pkcs8);
      const request = ["req", "-x509", "-new", "-key", key, "-subj", "/CN=seal", "-out", cert];
      const { success, said } = await runTestTool("openssl", request);
      assertEquals(success, true, said);
      // It looks a cluster up, which it does not ask.
      await Deno.writeTextFile(config, KUBECONFIG);
      const values = { PASSWORD: `s3cret "é"\nline`, EMPTY: "", BIG: "x".repeat(5000) };
      const secret = {
        apiVersion: "v1",
        kind: "Secret",
        type: "Opaque",
        metadata: { name: "db", namespace: "shop", labels: { app: "db" } },
        data: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [
            name,
            new TextEncoder().encode(value).toBase64(),
          ]),
        ),
      };
      for (const scope of ["strict", "namespace-wide", "cluster-wide"]) {
        const args = ["--kubeconfig", config, "--cert", cert, "--scope", scope, "-o", "json"];
        const sealed = await runTestTool("kubeseal", args, JSON.stringify(secret));
        assertEquals(sealed.success, true, sealed.said);
        const manifest = JSON.parse(sealed.said) as Manifest;
        assertEquals(manifest.kind, "SealedSecret");
        const { project, diagnostics } = await testConversion([workload, sealedSecrets], [
          {
            apiVersion: "v1",
            kind: "Pod",
            metadata: { name: "web", namespace: "shop" },
            spec: {
              containers: [{ name: "web", image: "web", envFrom: [{ secretRef: { name: "db" } }] }],
            },
          },
          manifest,
        ], { supplied: { "sealed-secrets": { key: pkcs8 } } });
        assertEquals(project.services.web.environment, values, scope);
        assertEquals(diagnostics.map(({ code }) => code), [], scope);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
