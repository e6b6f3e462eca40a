import { assertEquals } from "@std/assert";
import type { Manifest } from "../../pacts/mod.ts";
import {
  chooseBySeed,
  chooseFields,
  leafFields,
  Vocabulary,
  withoutField,
  withValue,
} from "./fields.ts";
import { mayBeSilent } from "./expected_silence.ts";

function service(spec: object, metadata: object = {}): Manifest {
  return { apiVersion: "v1", kind: "Service", metadata: { name: "web", ...metadata }, spec };
}

function shown(manifest: Manifest): string[] {
  return leafFields(manifest).map(({ kind, shown }) => `${kind} ${shown}`);
}

Deno.test("leafFields() leaves out what asks for nothing when an object has it", () => {
  const web = service(
    { selector: { "app": "web" }, ports: [{ port: 80 }, { port: 81 }], externalIPs: [], x: null },
    {
      labels: { app: "web" },
      annotations: { "meta.helm.sh/release-name": "web", "example.com/keep": "yes" },
    },
  );

  assertEquals(shown({ ...web, status: { loadBalancer: {} } }), [
    "Service metadata.annotations.example.com/keep",
    "Service spec.selector.*",
    "Service spec.ports[].port",
    "Service spec.ports[].port",
  ]);
});

Deno.test("leafFields() names the group when a kind is not Kubernetes' own", () => {
  const issuer = {
    apiVersion: "cert-manager.io/v1",
    kind: "Issuer",
    metadata: { name: "own" },
    spec: { selfSigned: {} },
  };

  assertEquals(shown(issuer), ["cert-manager.io/Issuer spec.selfSigned"]);
});

Deno.test("withoutField() leaves no gap, and the original alone, when an item goes", () => {
  const manifests = [service({ type: "ClusterIP" }), service({ externalIPs: ["a", "b", "c"] })];
  const [, second] = leafFields(manifests[1], 1);

  assertEquals(withoutField(manifests, second)[1].spec, { externalIPs: ["a", "c"] });
  assertEquals(withValue(manifests, second, "x")[1].spec, { externalIPs: ["a", "x", "c"] });
  assertEquals(manifests[1].spec, { externalIPs: ["a", "b", "c"] });
});

Deno.test("othersFor() gives values that a field may have, or has elsewhere, when it has another", () => {
  const vocabulary = new Vocabulary();
  vocabulary.learn([service({ ports: [{ port: 80 }] }), service({ ports: [{ port: 443 }] })]);
  const [port, protocol] = leafFields(service({ ports: [{ port: 80, protocol: "TCP" }] }));

  assertEquals(vocabulary.othersFor(port), [443, 81]);
  assertEquals(vocabulary.othersFor(protocol), ["UDP", "SCTP", "TCPx"]);
  const [flag, empty] = leafFields(service({ flag: "true", empty: {} }));
  assertEquals(vocabulary.othersFor(flag), ["false"]);
  assertEquals(vocabulary.othersFor(empty), []);
});

Deno.test("chooseFields() takes other paths first, and the same ones each time, when there are too many", () => {
  const ips = Array.from({ length: 20 }, (_, index) => `10.0.0.${index}`);
  const fields = leafFields(service({ externalIPs: ips, type: "NodePort", clusterIP: "None" }));

  const chosen = chooseFields(fields, 3, "1");

  assertEquals(chosen.map(({ shown }) => shown).sort(), [
    "spec.clusterIP",
    "spec.externalIPs[]",
    "spec.type",
  ]);
  assertEquals(chooseFields(fields, 3, "1"), chosen);
  assertEquals(chooseFields(fields, 99, "1"), fields);
});

Deno.test("chooseBySeed() chooses others when the seed is another", () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  const choices = ["1", "2", "3"].map((seed) => String(chooseBySeed(items, 5, seed)));

  assertEquals(new Set(choices).size, 3);
  assertEquals(chooseBySeed(items, 5, "1").length, 5);
});

Deno.test("mayBeSilent() knows fields by kind and path when nobody misses them", () => {
  const may = (kind: string, shown: string) => mayBeSilent({ kind, shown });

  assertEquals(may("Deployment", "spec.template.spec.containers[].ports[].containerPort"), true);
  assertEquals(may("Pod", "spec.nodeSelector.*"), true);
  assertEquals(may("Pod", "spec.volumes[].emptyDir"), true);
  assertEquals(may("PersistentVolumeClaim", "spec.accessModes[]"), true);
  assertEquals(
    may("StatefulSet", "spec.volumeClaimTemplates[].spec.resources.requests.storage"),
    true,
  );
  assertEquals(may("Deployment", "spec.template.spec.containers[].image"), false);
  assertEquals(may("Service", "spec.ports[].nodePort"), false);
});
