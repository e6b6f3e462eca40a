import { assertEquals } from "@std/assert";
import type { Manifest } from "../../../pacts/mod.ts";
import { contextOf, manifest, said } from "../_testing.ts";
import { warnUnconvertedKinds } from "./kinds.ts";
import type { Offer } from "../extensions/offers.ts";

function warnings(
  manifests: Manifest[],
  claimedKinds: string[] = [],
  needless: string[] = [],
  offers: Offer[] = [],
  turnedOff: Record<string, string> = {},
) {
  const ctx = contextOf(manifests, {}, { claimedKinds });
  warnUnconvertedKinds(
    new Set(needless),
    { offers, turnedOff: new Map(Object.entries(turnedOff)) },
    ctx,
  );
  return said(ctx.diagnostics);
}

Deno.test("warnUnconvertedKinds() is silent on kinds that mean nothing on one host", () => {
  const kinds = [
    "APIService CSIDriver ClusterRole ClusterRoleBinding",
    "CustomResourceDefinition EndpointSlice Endpoints IngressClass Lease LimitRange",
    "MutatingWebhookConfiguration Namespace NetworkPolicy PersistentVolume PodDisruptionBudget PriorityClass",
    "ResourceQuota Role RoleBinding ServiceAccount StorageClass ValidatingWebhookConfiguration",
  ].flatMap((line) => line.split(" "));
  assertEquals(warnings(kinds.map((kind) => manifest(kind, "a/x"))), []);
});

Deno.test("warnUnconvertedKinds() says what is lost when a kind does something in a cluster", () => {
  assertEquals(
    warnings([
      manifest("CronJob", "a/x"),
      manifest("CronJob", "y"),
      manifest("HorizontalPodAutoscaler", "a/x"),
    ]),
    [
      "warning unconverted-kind: CronJob (2) left out (nothing runs on a schedule here): a/x, y",
      "warning unconverted-kind: HorizontalPodAutoscaler (1) left out (nothing scales here): a/x",
    ],
  );
});

Deno.test("warnUnconvertedKinds() warns once a kind, with the count, when nobody knows it", () => {
  const widgets = Array.from({ length: 12 }, (_, index) => manifest("Widget", `a/w${index}`));
  assertEquals(warnings([...widgets, manifest("constructor", "x")]), [
    "warning unknown-kind: Widget (12) left out: no loaded extension converts this kind: a/w0, a/w1, a/w2, a/w3, a/w4, a/w5, a/w6, a/w7, a/w8, a/w9, and 2 more",
    "warning unknown-kind: constructor (1) left out: no loaded extension converts this kind: x",
  ]);
});

Deno.test("warnUnconvertedKinds() is silent when an extension claims the kind", () => {
  const manifests = [manifest("Widget", "a/x"), manifest("CronJob", "a/x")];
  assertEquals(warnings(manifests, ["Widget", "CronJob"]), []);
});

Deno.test("warnUnconvertedKinds() names the setting that turns off what converts the kind", () => {
  const offers = [{ name: "cronjob", converts: ["CronJob"] }];
  const turnedOff = { Ingress: "caddy", CronJob: "cronjob" };
  const manifests = [manifest("Ingress", "a/x"), manifest("CronJob", "a/x")];
  assertEquals(warnings(manifests, [], [], offers, turnedOff), [
    'warning unknown-kind: Ingress (1) left out: "extensions.caddy.enabled" in dekube.yaml turns off what converts this kind: a/x',
    'warning unconverted-kind: CronJob (1) left out: "extensions.cronjob.enabled" in dekube.yaml turns off what converts this kind: a/x',
  ]);
});

Deno.test("warnUnconvertedKinds() asks what is meant when a kind is misspelt", () => {
  const kinds = ["Deploymnet", "Secrt", "Widgets", "Node", "configmap", "PersistentVolumes"];
  const said = warnings(kinds.map((kind) => manifest(kind, "a/x")), [
    ...["Deployment", "Secret", "Widget", "ConfigMap", "Mode"],
  ]);
  assertEquals(said.map((line) => line.split("converts this kind")[1]), [
    ' (did you mean "Deployment"?): a/x',
    ' (did you mean "Secret"?): a/x',
    ' (did you mean "Widget"?): a/x',
    ": a/x",
    ' (did you mean "ConfigMap"?): a/x',
    ' (did you mean "PersistentVolume"?): a/x',
  ]);
});

Deno.test("warnUnconvertedKinds() asks so within a group alone", () => {
  const misspelt = { ...manifest("Certificat", "a/x"), apiVersion: "cert-manager.io/v1" };
  const foreign = { ...manifest("Deploymnet", "a/x"), apiVersion: "example.com/v1" };
  const said = warnings([misspelt, foreign], ["cert-manager.io/Certificate", "Deployment"]);
  assertEquals(said.map((line) => line.split("converts this kind")[1]), [
    ' (did you mean "cert-manager.io/Certificate"?): a/x',
    ": a/x",
  ]);
});

Deno.test("warnUnconvertedKinds() names the group of a kind, and of one that is mistaken for it", () => {
  const knative = { ...manifest("Service", "a/web"), apiVersion: "serving.knative.dev/v1" };
  assertEquals(warnings([knative, manifest("Service", "a/web")], ["Service"]), [
    'warning unknown-kind: serving.knative.dev/Service (1) left out: no loaded extension converts this kind (one converts "Service", of another API group): a/web',
  ]);
});

Deno.test("warnUnconvertedKinds() is silent when an extension has no need of the kind", () => {
  const certificate = { ...manifest("Certificate", "a/web"), apiVersion: "cert-manager.io/v1" };
  assertEquals(warnings([certificate], [], ["cert-manager.io/Certificate"]), []);
});

Deno.test("warnUnconvertedKinds() names the extension to add when one is known", () => {
  const offers = [{ name: "nginx", classes: ["nginx"] }, {
    name: "cronjob",
    converts: ["CronJob"],
  }];
  assertEquals(warnings([manifest("CronJob", "a/x")], [], [], offers), [
    'warning unconverted-kind: CronJob (1) left out (nothing runs on a schedule here): a/x. Add --extension cronjob, or "depends: [cronjob]" in dekube.yaml',
  ]);
});
