import { assertEquals, assertMatch } from "@std/assert";
import { clusterManifest, codes, convertAll, object, serviceOf } from "./_testing.ts";

Deno.test("podOf() is the service of a Cluster", async () => {
  const { project } = await convertAll([clusterManifest()]);
  const { networks: _networks, ...db } = project.services.db;
  assertMatch(db.labels!["dekube.io/files"], /^[0-9a-f]{16}$/);
  assertEquals(db, {
    image: "postgres:16.3",
    hostname: "db",
    command: ["postgres", "-c", "config_file=/etc/cnpg/postgresql.conf"],
    environment: {
      PGDATA: "/var/lib/postgresql/data/pgdata",
      POSTGRES_USER: "postgres",
      POSTGRES_DB: "postgres",
      POSTGRES_INITDB_ARGS: "--encoding=UTF8 --lc-collate=C --lc-ctype=C",
      POSTGRES_PASSWORD: db.environment!.POSTGRES_PASSWORD,
    },
    volumes: [
      "./data/db-1:/var/lib/postgresql/data",
      "./configmaps/db-config:/etc/cnpg:ro",
      "./secrets/db_init:/etc/cnpg-init:ro",
      "./secrets/db_init/init.sh:/docker-entrypoint-initdb.d/init.sh:ro",
    ],
    tmpfs: ["/dev/shm:exec"],
    healthcheck: {
      test: ["CMD", "pg_isready", "-q", "-h", "127.0.0.1", "-U", "postgres", "-d", "postgres"],
      interval: "10s",
      timeout: "5s",
      retries: 3,
      start_period: "3600s",
    },
    stop_grace_period: "60s",
    restart: "always",
    labels: {
      "dekube.io/kind": "Pod",
      "dekube.io/namespace": "shop",
      "dekube.io/name": "db",
      "dekube.io/files": db.labels!["dekube.io/files"],
    },
  });
});

Deno.test("podOf() mounts the data a folder higher when the image is of 18 or later", async () => {
  const { volumes, environment } = await serviceOf({ imageName: "postgresql:18.1" });
  assertEquals(volumes?.[0], "./data/db-1:/var/lib/postgresql");
  assertEquals(environment?.PGDATA, "/var/lib/postgresql/pgdata");
});

Deno.test("podOf() mounts claims as dekube.yaml says", async () => {
  const { project } = await convertAll([clusterManifest()], {
    config: { volumes: { "db-1": { driver: "local" } } },
  });
  assertEquals(project.services.db.volumes?.[0], "db-1:/var/lib/postgresql/data");
  assertEquals(project.volumes, { "db-1": { driver: "local" } });
});

Deno.test("podOf() has claims of the WAL and of tablespaces", async () => {
  const { volumes, environment, command } = await serviceOf({
    walStorage: { size: "1Gi" },
    tablespaces: [{ name: "very_fast" }],
  });
  assertEquals(volumes?.slice(1, 3), [
    "./data/db-1-wal:/var/lib/postgresql-wal",
    "./data/db-1-tbs-very-fast:/tablespaces/very_fast",
  ]);
  assertEquals(environment?.POSTGRES_INITDB_WALDIR, "/var/lib/postgresql-wal/pg_wal");
  assertEquals(command, ["sh", "/etc/cnpg/start.sh"]);
});

Deno.test("podOf() keeps resources, delays, pull policy and shared memory", async () => {
  const db = await serviceOf({
    resources: { limits: { memory: "1Gi", cpu: "2" } },
    startDelay: 30,
    stopDelay: 90,
    imagePullPolicy: "Always",
    ephemeralVolumesSizeLimit: { shm: "256Mi" },
  });
  assertEquals(db.deploy, { resources: { limits: { memory: "1g" } } });
  assertEquals(db.cpu_quota, 200_000);
  assertEquals(db.healthcheck?.start_period, "30s");
  assertEquals([db.stop_grace_period, db.pull_policy], ["90s", "always"]);
  assertEquals(db.tmpfs, [`/dev/shm:exec,size=${256 * 1024 * 1024}`]);
});

Deno.test("podOf() has the Cluster's variables, but for those that the start reads", async () => {
  const more = object("ConfigMap", "more", { data: { POSTGRES_DB: "other", B: "2" } });
  const cluster = clusterManifest({
    env: [
      { name: "A", value: "1" },
      { name: "PGPORT", value: "1" },
      {
        name: "POSTGRES_PASSWORD",
        value: "x",
      },
      null,
      "text",
    ],
    envFrom: [{ configMapRef: { name: "more" } }],
  });
  const conversion = await convertAll([cluster, more]);
  const { A, B, PGPORT, POSTGRES_DB } = conversion.project.services.db.environment!;
  assertEquals([A, B, PGPORT, POSTGRES_DB], ["1", "2", undefined, "postgres"]);
  assertEquals(codes(conversion).filter((code) => code.startsWith("reserved")), [
    "reserved-variable spec.env",
    "reserved-variable spec.env",
  ]);
});

Deno.test("podOf() keeps a $ of initdb's options", async () => {
  const options = ["--x=$(PGDATA) $y $$"];
  const { environment } = await serviceOf({ bootstrap: { initdb: { options } } });
  // Compose reads $$ as one.
  assertEquals(
    environment?.POSTGRES_INITDB_ARGS.replaceAll("$$", "$"),
    "'--x=$(PGDATA) $y $$'",
  );
});

Deno.test("podOf() mounts projected volumes", async () => {
  const template = { sources: [{ configMap: { name: "extra" } }] };
  const { volumes } = await serviceOf({ projectedVolumeTemplate: template }, [
    object("ConfigMap", "extra", { data: { a: "1" } }),
  ]);
  assertEquals(volumes?.includes("./configmaps/db_projected:/projected:ro"), true);
});
