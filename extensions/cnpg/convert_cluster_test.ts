import { assertEquals, assertStringIncludes } from "@std/assert";
import { clusterManifest, convertAll, filesOf, object } from "./_testing.ts";

Deno.test("convertCluster() writes what the server reads", async () => {
  const files = filesOf(
    await convertAll([clusterManifest({ postgresql: { pg_ident: ["m a b"] } })]),
  );
  assertEquals(Object.keys(files).sort(), [
    "configmaps/db-config/pg_hba.conf",
    "configmaps/db-config/pg_ident.conf",
    "configmaps/db-config/postgresql.conf",
    "secrets/.cnpg/shop/cluster/db/app",
    "secrets/.cnpg/shop/cluster/db/superuser",
    "secrets/db_init/001-owner.sql",
    "secrets/db_init/002-database.sql",
    "secrets/db_init/init.sh",
  ]);
  const config = files["configmaps/db-config/postgresql.conf"];
  assertStringIncludes(config, "hba_file = '/etc/cnpg/pg_hba.conf'");
  assertStringIncludes(config, "ident_file = '/etc/cnpg/pg_ident.conf'");
});

Deno.test("convertCluster() leaves a ConfigMap of the manifests alone", async () => {
  const own = object("ConfigMap", "db-config", { data: { LEVEL: "info" } });
  const envFrom = [{ configMapRef: { name: "db-config" } }];
  const template = { spec: { containers: [{ name: "web", image: "web", envFrom }] } };
  const web = {
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop" },
    spec: { template },
  };
  const { project } = await convertAll([clusterManifest(), own, web]);

  assertEquals(project.services.web.environment, { LEVEL: "info" });
  assertEquals(project.services.db.volumes?.[1], "./configmaps/db_config:/etc/cnpg:ro");
});
