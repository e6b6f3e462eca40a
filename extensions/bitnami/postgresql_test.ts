import { assert, assertEquals } from "@std/assert";
import { corpusManifests, needsShared } from "../../tests/_corpus.ts";
import { codesOf, converted, envOf, secretOf, workloadOf } from "./_testing.ts";

const image = "docker.io/bitnami/postgresql:17.6.0-debian-12-r4";

Deno.test({
  ...needsShared("the chart's PostgreSQL has all that it needs, and stays as it is"),
  async fn() {
    const conversion = await converted(await corpusManifests("charts/postgresql"));
    const { postgresql } = conversion.project.services;
    assertEquals(postgresql.image, image);
    assert(
      postgresql.volumes?.includes("./secrets/postgresql:/opt/bitnami/postgresql/secrets/:ro"),
    );
    assert(postgresql.volumes?.some((mount) => String(mount).endsWith(":/bitnami/postgresql")));
    assertEquals(codesOf(conversion).filter((code) => code.startsWith("bitnami")), []);
  },
});

Deno.test({
  ...needsShared("the chart's PostgreSQL without persistence still keeps its data"),
  async fn() {
    const manifests = await corpusManifests("charts/postgresql");
    const copy = structuredClone(manifests);
    for (const { kind, spec } of copy) {
      if (kind !== "StatefulSet") continue;
      // deno-lint-ignore no-explicit-any -- a real manifest, changed as its chart would
      const set = spec as any;
      delete set.volumeClaimTemplates;
      set.template.spec.volumes.push({ name: "data", emptyDir: {} });
    }
    const { project } = await converted(copy);
    const data = project.services.postgresql.volumes?.find((mount) =>
      String(mount).endsWith(":/bitnami/postgresql")
    );
    assertEquals(data, "postgresql-data:/bitnami/postgresql");
    assert("postgresql-data" in project.volumes!);
  },
});

Deno.test("a PostgreSQL without a volume gets one", async () => {
  const conversion = await converted([
    workloadOf("db", { image, env: envOf({ POSTGRESQL_PASSWORD: "p" }) }),
  ]);
  assertEquals(conversion.project.services.db.volumes, ["db-data:/bitnami/postgresql"]);
  assertEquals(conversion.project.volumes, { "db-data": null });
  assertEquals(codesOf(conversion), ["bitnami-postgresql"]);
});

Deno.test("an anonymous volume becomes a named one, a tmpfs and a claim stay", async () => {
  const volumeMounts = [{ name: "data", mountPath: "/bitnami/postgresql/" }];
  for (
    const [volume, mounts] of [
      [{ emptyDir: {} }, ["db-data:/bitnami/postgresql/"]],
      [{ emptyDir: { medium: "Memory" } }, undefined],
      [{ persistentVolumeClaim: { claimName: "c" } }, ["./data/c:/bitnami/postgresql/"]],
    ] as const
  ) {
    const { project } = await converted([
      workloadOf("db", { image, volumeMounts }, { volumes: [{ name: "data", ...volume }] }),
    ], { volumes: { c: { host_path: "c" } } });
    assertEquals(project.services.db.volumes, mounts && [...mounts]);
    const inMemory = mounts ? undefined : ["/bitnami/postgresql/:exec"];
    assertEquals(project.services.db.tmpfs, inMemory);
  }
});

Deno.test("a PostgreSQL keeps its emptyDir when the pod is new, and what else is in it starts empty", async () => {
  const volumeMounts = [{ name: "data", mountPath: "/bitnami/postgresql" }];
  const init = { name: "own", image: "busybox", command: ["chown", "1001", "/bitnami/postgresql"] };
  const run = { name: "run", mountPath: "/run" };
  const conversion = await converted([
    workloadOf("db", { image, volumeMounts: [...volumeMounts, run] }, {
      initContainers: [{ ...init, volumeMounts }],
      volumes: [{ name: "data", emptyDir: {} }, { name: "run", emptyDir: {} }],
    }),
  ]);
  const { services, volumes } = conversion.project;
  assertEquals(services.db.volumes, [
    "db-data:/bitnami/postgresql",
    "db-run:/run:nocopy",
  ]);
  assertEquals(services["db-init-own"].volumes, ["db-data:/bitnami/postgresql"]);
  assertEquals(services["db-init-own"].entrypoint, init.command);
  assertEquals(services["db-pod"].volumes, ["./pods:/dekube:ro", "db-run:/empty/db-run"]);
  assertEquals(volumes, { "db-data": null, "db-run": null });
  assertEquals(codesOf(conversion), ["bitnami-postgresql"]);
});

Deno.test("data that dekube.yaml has options for, or that was to be in memory, is left alone", async () => {
  const volumeMounts = [{ name: "data", mountPath: "/bitnami/postgresql" }];
  const sidecar = { name: "metrics", image: "busybox", volumeMounts };
  for (
    const [emptyDir, config, volume] of [
      [{ medium: "Memory" }, {}, "db-data-tmpfs"],
      [{}, { volumes: { "db-data": { driver: "fast" } } }, "db-data"],
    ] as const
  ) {
    const manifest = workloadOf("db", { image, volumeMounts }, {
      volumes: [{ name: "data", emptyDir }],
    });
    // deno-lint-ignore no-explicit-any -- a second container beside the first
    (manifest.spec as any).template.spec.containers.push(sidecar);
    const conversion = await converted([manifest], config);
    assertEquals(conversion.project.services.db.volumes, [`${volume}:/bitnami/postgresql:nocopy`]);
    assertEquals(codesOf(conversion), []);
  }
});

Deno.test("data elsewhere is kept there, and dekube.yaml says where on the host", async () => {
  const { project } = await converted([
    workloadOf("db", { image, env: envOf({ PGDATA: "/pg" }) }),
  ], { volumes: { "db-data": { host_path: "pg" } } });
  assertEquals(project.services.db.volumes, ["./data/pg:/pg"]);
  assertEquals(project.volumes, undefined);
});

Deno.test("a Secret that nothing mounts is mounted where the password is read", async () => {
  const secret = secretOf("db", { "postgres-password": "p", other: "x" });
  const env = envOf({
    POSTGRES_PASSWORD_FILE: "/opt/bitnami/postgresql/secrets/postgres-password",
  });
  const { project, files } = await converted([secret, workloadOf("db-primary", { image, env })]);
  assertEquals(project.services["db-primary"].volumes, [
    "db-primary-data:/bitnami/postgresql",
    "./secrets/db:/opt/bitnami/postgresql/secrets:ro",
  ]);
  assertEquals(files.get("secrets/db/postgres-password")?.content, "p");
});

Deno.test("a password file that is nowhere is said", async () => {
  const env = envOf({ POSTGRES_PASSWORD_FILE: "/run/secrets/pw", PGDATA: "relative" });
  const conversion = await converted([workloadOf("db", { image, env })]);
  assertEquals(codesOf(conversion), ["missing-password-file"]);
});

Deno.test("a client of PostgreSQL is left alone", async () => {
  const conversion = await converted([
    workloadOf("dump", { image, command: ["pg_dump"] }),
    workloadOf("migrate", { image }, {}, "Job"),
  ]);
  assertEquals(conversion.project.services.dump.volumes, undefined);
  assertEquals(codesOf(conversion), []);
});

Deno.test("a Secret that is mounted late has the user's replacements like any other", async () => {
  const secret = secretOf("db", { "postgres-password": "old" });
  const env = envOf({ POSTGRES_PASSWORD_FILE: "/run/secrets/postgres-password" });
  const { files } = await converted([secret, workloadOf("db", { image, env })], {
    replacements: [{ old: "old", new: "new" }],
  });
  assertEquals(files.get("secrets/db/postgres-password")?.content, "new");
});
