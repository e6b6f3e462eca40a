import { assert, assertEquals } from "@std/assert";
import { testConversion } from "@dekube/engine/testing";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import * as certManager from "../cert-manager/mod.ts";
import * as workload from "../workload/mod.ts";
import { BUNDLE, ONE } from "./_testing.ts";
import * as trustManager from "./mod.ts";

const CERT_MANAGER = { apiVersion: "cert-manager.io/v1" };

const namespaced = (kind: string, name: string, namespace: string, spec: object) => ({
  ...kind === "Certificate" ? CERT_MANAGER : {},
  kind,
  metadata: { name, namespace },
  spec,
});

const clusterIssuer = (name: string, spec: object) => ({
  ...CERT_MANAGER,
  kind: "ClusterIssuer",
  metadata: { name },
  spec,
});

const MANIFESTS = [
  clusterIssuer("self", { selfSigned: {} }),
  clusterIssuer("ca", { ca: { secretName: "ca-tls" } }),
  namespaced("Certificate", "ca", "cert-manager", {
    secretName: "ca-tls",
    isCA: true,
    commonName: "Platform CA",
    issuerRef: { name: "self", kind: "ClusterIssuer" },
    privateKey: { algorithm: "ECDSA" },
  }),
  namespaced("Certificate", "web", "shop", {
    secretName: "web-tls",
    dnsNames: ["web.shop.svc"],
    issuerRef: { name: "ca", kind: "ClusterIssuer" },
    privateKey: { algorithm: "ECDSA" },
  }),
  {
    ...BUNDLE,
    metadata: { name: "platform-trust" },
    spec: {
      sources: [{ useDefaultCAs: true }, { secret: { name: "ca-tls", key: "ca.crt" } }],
      target: { configMap: { key: "ca.pem" } },
    },
  },
  namespaced("Deployment", "web", "shop", {
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        volumes: [
          { name: "trust", configMap: { name: "platform-trust" } },
          { name: "tls", secret: { secretName: "web-tls" } },
        ],
        containers: [{
          name: "web",
          image: "example/web",
          volumeMounts: [
            { name: "trust", mountPath: "/trust" },
            { name: "tls", mountPath: "/tls" },
          ],
        }],
      },
    },
  }),
];

const EXTENSIONS = [workload, certManager, trustManager];

Deno.test({
  ...needsTool(
    "openssl verifies a certificate with what a pod is given to trust",
    "openssl",
    "Debian's openssl",
  ),
  async fn() {
    const { project, files, diagnostics } = await testConversion(EXTENSIONS, MANIFESTS, {
      rootCertificates: ONE,
    });
    assertEquals(diagnostics, []);
    assertEquals(project.services.web.volumes, [
      "./configmaps/platform-trust:/trust:ro",
      "./secrets/web-tls:/tls:ro",
    ]);
    const all = [...files.entries()].map(([path, { content }]) => [path, content] as const);
    await inFolder(all, async (folder) => {
      const trust = `${folder}/configmaps/platform-trust/ca.pem`;
      const tls = `${folder}/secrets/web-tls/tls.crt`;
      const { success, said } = await runTestTool("openssl", [
        ...["verify", "-no-CAfile", "-no-CApath", "-CAfile", trust, tls],
      ]);
      assert(success, said);
      const without = await runTestTool("openssl", ["verify", "-no-CAfile", "-no-CApath", tls]);
      assertEquals(without.success, false);
    });
  },
});

Deno.test("a Bundle says so when the authority that it names was not issued", async () => {
  const manifests = MANIFESTS.filter(({ kind }) => kind !== "Certificate");
  const { diagnostics } = await testConversion(EXTENSIONS, manifests);
  assertEquals(diagnostics.map(({ code }) => code), [
    "no-default-cas",
    "missing-source",
    "empty-bundle",
    "missing-config-map",
    "missing-secret",
  ]);
});
