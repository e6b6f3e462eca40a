import { assertEquals } from "@std/assert";
import { said, written } from "@dekube/engine/testing";
import { mountsOf, object, secret, serviceOf } from "./_testing.ts";

function template(spec: object): object {
  return { unsupported: { podTemplate: { spec } } };
}

Deno.test("podTemplate() mounts the template's volumes, and the spec's own", () => {
  const { service, ctx } = serviceOf({
    volumes: [{ name: "themes", configMap: { name: "themes" } }, null],
    volumeMounts: [{ name: "themes", mountPath: "/opt/keycloak/themes/shop" }],
    ...template({
      volumes: [
        { name: "ca", configMap: { name: "ca-bundle" } },
        { name: "tmp", emptyDir: {} },
        { name: "data", persistentVolumeClaim: { claimName: "kc" } },
      ],
      containers: [{
        volumeMounts: [
          { name: "ca", mountPath: "/etc/ca/ca.crt", subPath: "ca.crt" },
          { name: "tmp", mountPath: "/scratch" },
          { name: "data", mountPath: "/opt/keycloak/data/x" },
          { name: "none", mountPath: "/none" },
        ],
      }],
    }),
  }, [
    object("ConfigMap", "ca-bundle", { data: { "ca.crt": "PEM" } }),
    object("ConfigMap", "themes", { data: { "a.css": "x" } }),
  ]);
  assertEquals(mountsOf(service), [
    "./configmaps/themes:/opt/keycloak/themes/shop:ro",
    "./configmaps/ca-bundle/ca.crt:/etc/ca/ca.crt:ro",
    "/scratch",
    "./data/kc:/opt/keycloak/data/x",
  ]);
  assertEquals(service.volumes?.map(({ origin }) => origin?.claim), [
    undefined,
    undefined,
    undefined,
    "kc",
  ]);
  assertEquals(written(ctx)["configmaps/ca-bundle/ca.crt"], "644 PEM");
  assertEquals(said(ctx), ["missing-volume containers[keycloak].volumeMounts[none]"]);
});

Deno.test("podTemplate() resolves the template's variables in the pod", () => {
  const { env } = serviceOf(
    template({
      containers: [{
        env: [
          { name: "NS", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
          { name: "APP", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
          { name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
          { name: "KEY", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
          { name: "BOTH", value: "$(NS)/$(KEY)" },
        ],
      }],
    }),
    [secret("s", { k: "v" })],
  );
  assertEquals([env.NS, env.APP, env.IP, env.KEY, env.BOTH], [
    "iam",
    "keycloak",
    "10.116.218.76",
    "v",
    "iam/v",
  ]);
});

Deno.test("podKeys() keeps hosts and the time to stop", () => {
  const { service, ctx } = serviceOf(template({
    hostAliases: [{ ip: "10.0.0.1", hostnames: ["ldap", null] }, null, { ip: null }, {
      ip: "10.0.0.2",
      hostnames: ["ldap"],
    }],
    terminationGracePeriodSeconds: 60,
    nodeSelector: { a: "b" },
  }));
  assertEquals(service.extra_hosts, { ldap: ["10.0.0.1", "10.0.0.2"] });
  assertEquals(service.stop_grace_period, "60s");
  assertEquals(said(ctx), []);
});

Deno.test("podKeys() leaves out hosts that Docker would refuse", () => {
  const { service, ctx } = serviceOf(template({
    hostAliases: [{ ip: ";=", hostnames: ["ldap"] }, { ip: "10.0.0.2", hostnames: ["a:b", "db"] }],
  }));
  assertEquals(service.extra_hosts, { db: "10.0.0.2" });
  assertEquals(said(ctx), [
    "bad-host spec.unsupported.podTemplate.spec.hostAliases.0",
    "bad-host spec.unsupported.podTemplate.spec.hostAliases.1",
  ]);
});

Deno.test("sayTemplateLeftOut() names containers and fields that are left out", () => {
  const { ctx } = serviceOf(template({
    initContainers: [{ name: "theme" }],
    containers: [{ securityContext: { runAsUser: 5 }, lifecycle: {} }, { name: "log" }],
    hostNetwork: true,
    affinity: {},
  }));
  assertEquals(said(ctx), [
    "left-out-container spec.unsupported.podTemplate.spec.initContainers.0",
    "left-out-container spec.unsupported.podTemplate.spec.containers.1",
    "left-out-field spec.unsupported.podTemplate.spec",
  ]);
  assertEquals(
    [...ctx.diagnostics].at(-1)?.message,
    'these fields of the pod template are left out: securityContext, lifecycle, hostNetwork. Set what the service needs of them under "overrides" in dekube.yaml',
  );
});

Deno.test("templateVariables() leaves out what is no variable", () => {
  const { ctx } = serviceOf(template({ containers: [{ env: ["x", { name: "a=b" }, null] }] }));
  assertEquals(said(ctx), [
    "bad-variable spec.unsupported.podTemplate.spec.containers.0.env.0",
    "bad-variable spec.unsupported.podTemplate.spec.containers.0.env.1",
  ]);
});
