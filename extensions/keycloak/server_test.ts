import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import {
  convertAll,
  keycloak,
  mountsOf,
  object,
  QUIET,
  realmImport,
  serviceOf,
} from "./_testing.ts";

function container(fields: object): object {
  return { unsupported: { podTemplate: { spec: { containers: [fields] } } } };
}

Deno.test("serviceOf() makes a service of the resource", () => {
  const { service, ctx } = serviceOf({ resources: { limits: { memory: "1Gi" } } });
  const { environment: _environment, healthcheck, ...rest } = service;
  assertEquals(rest, {
    image: "quay.io/keycloak/keycloak:26.7.4",
    command: ["start"],
    deploy: { resources: { limits: { memory: "1g" } } },
    restart: "always",
    owner: { group: "k8s.keycloak.org", kind: "Keycloak", namespace: "iam", name: "sso" },
  });
  assertEquals(healthcheck?.test?.slice(0, 3), ["CMD", "bash", "-c"]);
  assertEquals(said(ctx), []);
});

Deno.test("serviceOf() takes the image of the settings when the resource names none", () => {
  const image = (spec: object, settings: Record<string, unknown>) =>
    convertAll([keycloak({ ...QUIET, ...spec })], { settings }).services.sso;
  assertEquals(image({}, { image: "mirror/kc:26.1" }).image, "mirror/kc:26.1");
  assertEquals(image({}, { image: "mirror/kc:26.1" }).command, ["start"]);
  assertEquals(image({ image: "own/kc:1" }, { image: "mirror/kc:26.1" }).image, "own/kc:1");
  assertEquals(image({}, { image: 5 }).image, "quay.io/keycloak/keycloak:26.7.4");
});

Deno.test("serviceOf() starts as the template says, and imports realms all the same", () => {
  const realm = realmImport("shop", { realm: "shop" });
  const command = (spec: object, ...others: ReturnType<typeof realmImport>[]) => {
    const { service } = serviceOf(spec, others);
    return [service.entrypoint, service.command];
  };
  assertEquals(command({ image: "own/kc:1" }), [undefined, ["start", "--optimized"]]);
  assertEquals(command({ image: "own/kc:1" }, realm), [
    undefined,
    ["start", "--optimized", "--import-realm"],
  ]);
  assertEquals(command(container({ args: ["start-dev", "--import-realm"] }), realm), [
    undefined,
    ["start-dev", "--import-realm"],
  ]);
});

Deno.test("serviceOf() leaves a command of the template's own as it is, and says so", () => {
  const own = container({ command: ["sh", "-c"], args: ["kc.sh start"] });
  const { service, ctx } = serviceOf(own, [realmImport("shop", { realm: "shop" })]);
  assertEquals([service.entrypoint, service.command], [["sh", "-c"], ["kc.sh start"]]);
  assertEquals(said(ctx), [
    "own-command spec.unsupported.podTemplate.spec.containers.0.command",
  ]);
});

Deno.test("serviceOf() mounts one volume at one place", () => {
  const { service, ctx } = serviceOf({
    volumes: [{ name: "a", configMap: { name: "a" } }],
    volumeMounts: [{ name: "a", mountPath: "/x" }, { name: "a", mountPath: "/x" }],
  }, [object("ConfigMap", "a", { data: { k: "v" } })]);
  assertEquals(mountsOf(service), ["./configmaps/a:/x:ro"]);
  assertEquals(said(ctx), ["bad-mount-path containers[keycloak].volumeMounts[a]"]);
});

Deno.test("serviceOf() says that there is one container for all instances", () => {
  assertEquals(said(serviceOf({ instances: 3 }).ctx), ["one-replica spec.instances"]);
  assertEquals(said(serviceOf({ instances: null }).ctx), []);
});

Deno.test("serviceOf() names what belongs to the pod after the service", () => {
  const sources = [{ downwardAPI: { items: [{ path: "ns", fieldRef: NAMESPACE }] } }];
  const spec = {
    ...QUIET,
    volumes: [{ name: "info", projected: { sources } }],
    volumeMounts: [{ name: "info", mountPath: "/info" }],
    ...container({ env: [{ name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }] }),
  };
  const { services, ctx } = convertAll([keycloak(spec), keycloak(spec, { namespace: "other" })]);
  assertEquals(services["sso-other"].environment?.IP, "10.116.218.6");
  assertEquals(mountsOf(services["sso-other"]), ["./configmaps/sso-other_info:/info:ro"]);
  assertEquals(ctx.files.get("configmaps/sso-iam_info/ns")?.content, "iam");
  assertEquals(ctx.files.get("configmaps/sso-other_info/ns")?.content, "other");
});

const NAMESPACE = { fieldPath: "metadata.namespace" };
