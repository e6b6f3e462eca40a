import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { codesOf, converted, secretOf } from "./_testing.ts";

const image = "docker.io/bitnamilegacy/keycloak:26.3.3-debian-12-r0";

const FOLDERS: Record<string, string> = {
  "/tmp": "tmp-dir",
  "/bitnami/keycloak": "app-volume-dir",
  "/opt/bitnami/keycloak/conf": "app-conf-dir",
  "/opt/bitnami/keycloak/lib/quarkus": "app-quarkus-dir",
  "/opt/bitnami/keycloak/data": "app-data-dir",
  "/opt/bitnami/keycloak/providers": "app-providers-dir",
};

const securityContext = {
  runAsUser: 1001,
  runAsGroup: 1001,
  runAsNonRoot: true,
  readOnlyRootFilesystem: true,
};

const copy = {
  name: "prepare-write-dirs",
  image,
  securityContext,
  command: ["/bin/bash"],
  args: [
    "-ec",
    [
      ". /opt/bitnami/scripts/liblog.sh",
      "cp -r --preserve=mode /opt/bitnami/keycloak/lib/quarkus /emptydir/app-quarkus-dir",
      "cp -r --preserve=mode /opt/bitnami/keycloak/data /emptydir/app-data-dir",
      "cp -r --preserve=mode /opt/bitnami/keycloak/providers /emptydir/app-providers-dir",
    ].join("\n"),
  ],
  volumeMounts: [{ name: "empty-dir", mountPath: "/emptydir" }],
};

/** A Keycloak with what matters here of what the chart (25.x) renders. */
function keycloak(initContainers: object[] = [copy], more: object[] = []): Manifest[] {
  return [
    secretOf("keycloak", { "admin-password": "admin $ecret\n" }),
    secretOf("keycloak-externaldb", { "db-password": "db" }),
    {
      kind: "ConfigMap",
      metadata: { name: "keycloak-env-vars", namespace: "shop" },
      data: {
        KC_BOOTSTRAP_ADMIN_USERNAME: "user",
        KC_BOOTSTRAP_ADMIN_PASSWORD_FILE: "/opt/bitnami/keycloak/secrets/admin-password",
        KC_DB_PASSWORD_FILE: "/opt/bitnami/keycloak/secrets/db-db-password",
        KEYCLOAK_PRODUCTION: "false",
      },
    },
    {
      kind: "StatefulSet",
      metadata: { name: "keycloak", namespace: "shop" },
      spec: {
        serviceName: "keycloak-headless",
        template: {
          spec: {
            securityContext: { fsGroup: 1001 },
            initContainers,
            containers: [{
              name: "keycloak",
              image,
              securityContext,
              envFrom: [{ configMapRef: { name: "keycloak-env-vars" } }],
              volumeMounts: [
                ...Object.entries(FOLDERS).map(([mountPath, subPath]) => ({
                  name: "empty-dir",
                  mountPath,
                  subPath,
                })),
                { name: "keycloak-secrets", mountPath: "/opt/bitnami/keycloak/secrets" },
                { name: "theme", mountPath: "/opt/bitnami/keycloak/themes/mine" },
              ],
            }, ...more],
            volumes: [
              { name: "empty-dir", emptyDir: {} },
              { name: "theme", configMap: { name: "keycloak-env-vars" } },
              {
                name: "keycloak-secrets",
                projected: {
                  sources: [
                    { secret: { name: "keycloak" } },
                    {
                      secret: {
                        name: "keycloak-externaldb",
                        items: [{ key: "db-password", path: "db-db-password" }],
                      },
                    },
                  ],
                },
              },
            ],
          },
        },
      },
    },
  ];
}

Deno.test("the chart's Keycloak gets its passwords as environment", async () => {
  const { project } = await converted(keycloak());
  assertEquals(project.services.keycloak.environment, {
    KC_BOOTSTRAP_ADMIN_USERNAME: "user",
    KC_BOOTSTRAP_ADMIN_PASSWORD: "admin $$ecret",
    KC_DB_PASSWORD: "db",
    KEYCLOAK_PRODUCTION: "false",
  });
});

Deno.test("the chart's Keycloak loses its init container and the copies, and nothing dangles", async () => {
  const conversion = await converted(keycloak());
  const { services, volumes } = conversion.project;
  assertEquals(Object.keys(services), ["keycloak"]);
  assertEquals(services.keycloak.volumes, [
    "./secrets/keycloak_keycloak-secrets:/opt/bitnami/keycloak/secrets:ro",
    "./configmaps/keycloak-env-vars:/opt/bitnami/keycloak/themes/mine:ro",
  ]);
  assertEquals(volumes, undefined);
  assertFalse("depends_on" in services.keycloak);
  assertFalse("read_only" in services.keycloak);
  assertEquals(services.keycloak.user, "1001:0");
  assertEquals(services.keycloak.image, image);
  assertEquals(codesOf(conversion).filter((code) => code !== "volume-subpath"), [
    "bitnami-keycloak",
  ]);
});

Deno.test("init containers before and after the copies still run in their order", async () => {
  const before = { name: "wait", image: "busybox", command: ["true"] };
  const after = { name: "check", image: "busybox", command: ["true"] };
  const { project } = await converted(keycloak([before, copy, after]));
  const waitsFor = (name: string) => Object.keys(project.services[name].depends_on ?? {});
  assertEquals(waitsFor("keycloak-init-wait"), []);
  assertEquals(waitsFor("keycloak-init-check"), ["keycloak-init-wait"]);
  assertEquals(waitsFor("keycloak"), ["keycloak-init-check"]);
});

Deno.test("copies that another container adds to stay, and that is said", async () => {
  const adds = {
    name: "provider",
    image: "busybox",
    command: ["cp", "/my.jar", "/providers/"],
    volumeMounts: [{
      name: "empty-dir",
      mountPath: "/providers",
      subPath: "app-providers-dir",
    }],
  };
  const conversion = await converted(keycloak([copy, adds]));
  assert("keycloak-init-prepare-write-dirs" in conversion.project.services);
  assert(codesOf(conversion).includes("bitnami-kept"));
  assertEquals(conversion.project.services.keycloak.environment?.KC_DB_PASSWORD, "db");
});

Deno.test("copies that dekube.yaml keeps on the host or overrides stay", async () => {
  for (
    const config of [
      { volumes: { "keycloak-empty-dir": { host_path: "copies" } } },
      { overrides: { "keycloak-init-prepare-write-dirs": { user: "0" } } },
    ]
  ) {
    const { project } = await converted(keycloak(), config);
    assert("keycloak-init-prepare-write-dirs" in project.services, JSON.stringify(config));
  }
});

Deno.test("init containers of other images and charts stay", async () => {
  const { project } = await converted(
    keycloak([{ ...copy, image: "docker.io/bitnami/os-shell:12" }]),
  );
  assert("keycloak-init-prepare-write-dirs" in project.services);
});

Deno.test("a Keycloak that dekube.yaml overrides is left alone", async () => {
  const conversion = await converted(keycloak(), { overrides: { keycloak: { user: "0" } } });
  assert("keycloak-init-prepare-write-dirs" in conversion.project.services);
  assert("KC_DB_PASSWORD_FILE" in conversion.project.services.keycloak.environment!);
});

Deno.test("a password file without its Secret stays, and is said", async () => {
  const conversion = await converted(
    keycloak().filter(({ metadata }) => metadata.name !== "keycloak-externaldb"),
  );
  const { environment } = conversion.project.services.keycloak;
  assert("KC_DB_PASSWORD_FILE" in environment!);
  assert("KC_BOOTSTRAP_ADMIN_PASSWORD" in environment!);
  assert(codesOf(conversion).includes("missing-password-file"));
});
