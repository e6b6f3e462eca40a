import { assertEquals } from "@std/assert";
import {
  adding,
  client,
  clusterManifest,
  codes,
  convertAll,
  object,
  operators,
  TRIGGER,
} from "./_testing.ts";

const QUIET = /^(no-tls|no-pooling) /;
const loud = (conversion: Parameters<typeof codes>[0]) =>
  codes(conversion).filter((code) => !QUIET.test(code));

Deno.test("convertClusters() leaves kinds of other APIs alone", async () => {
  const kinds = ["Cluster", "Database", "ImageCatalog", "ClusterImageCatalog", "Pooler"];
  const conversion = await convertAll([
    clusterManifest(),
    ...kinds.map((kind) => ({ ...operators(kind, "other"), apiVersion: "other.example/v1" })),
  ]);
  assertEquals(Object.keys(conversion.project.services), ["db"]);
  assertEquals(loud(conversion), kinds.map(() => "unknown-kind"));
});

Deno.test("convertClusters() makes the databases of a Cluster, and says which belong to none", async () => {
  const of = (cluster: string, namespace = "shop") =>
    operators(
      "Database",
      `${cluster}-x`,
      { cluster: { name: cluster }, name: "x", owner: "app" },
      namespace,
    );
  const conversion = await convertAll([
    clusterManifest(),
    of("db"),
    of("none"),
    of("db", "elsewhere"),
  ]);
  const sql = [...conversion.files.entries()].filter(([path]) => /-database\.sql$/.test(path));
  assertEquals(sql.length, 2);
  assertEquals(loud(conversion), Array(2).fill("missing-cluster spec.cluster"));
});

Deno.test("convertClusters() sets up a Database that an extension adds, or says that it came too late", async () => {
  const adder = adding(
    operators("Database", "x", { cluster: { name: "db" }, name: "x", owner: "app" }),
  );
  const manifests = [clusterManifest(), TRIGGER];
  const conversion = await convertAll(manifests, { extensions: [adder] });
  assertEquals(loud(conversion), []);
  const sql = [...conversion.files.entries()].filter(([path]) => /-database\.sql$/.test(path));
  assertEquals(sql.length, 2);
  const late = { ...adder, after: ["cnpg"] };
  assertEquals(loud(await convertAll(manifests, { extensions: [late] })), [
    "late-database spec.cluster",
  ]);
});

Deno.test("convertClusters() leaves out a Cluster that the user excludes, but not its Secrets", async () => {
  const { project } = await convertAll([
    clusterManifest(),
    operators("Pooler", "pool", { cluster: { name: "db" } }),
    client({ HOST: ["db-app", "host"] }),
  ], { config: { exclude: ["db"] } });
  assertEquals(Object.keys(project.services), ["web"]);
  assertEquals(project.services.web.environment, { HOST: "db-rw" });
});

Deno.test("convertClusters() keeps namesakes in two namespaces apart", async () => {
  const secrets = { PASSWORD: ["db-app", "password"], URI: ["db-app", "uri"] } as const;
  const { project, files } = await convertAll([
    clusterManifest({ postgresql: { parameters: { work_mem: "1MB" } } }, "db", "one"),
    clusterManifest({ postgresql: { parameters: { work_mem: "2MB" } } }, "db", "two"),
    client({ ...secrets } as never, "one"),
    { ...client({ ...secrets } as never, "two"), metadata: { name: "web2", namespace: "two" } },
  ]);
  const { web, web2, db, "db-2": other } = project.services;
  const passwords = [web, web2].map(({ environment }) => environment!.PASSWORD);
  assertEquals(new Set(passwords).size, 2);
  assertEquals([web, web2].map(({ environment }) => new URL(environment!.URI).host), [
    "db-rw.one:5432",
    "db-rw.two:5432",
  ]);
  const folders = [db, other].map(({ volumes }) =>
    volumes!.filter((volume) => typeof volume === "string").map((volume) => volume.split(":")[0])
  );
  assertEquals(folders[0].filter((folder) => folders[1].includes(folder)), []);
  for (const [index, service] of [db, other].entries()) {
    assertEquals(service.labels?.["dekube.io/namespace"], ["one", "two"][index]);
    const config = folders[index].find((folder) => folder.startsWith("./configmaps/"))!;
    const init = folders[index].find((folder) => folder.startsWith("./secrets/"))!;
    const text = (path: string) => String(files.get(path.slice(2))?.content);
    assertEquals(text(`${config}/postgresql.conf`).includes(`work_mem = '${index + 1}MB'`), true);
    assertEquals(text(`${init}/001-owner.sql`).includes(passwords[index]), true);
  }
});

Deno.test("convertClusters() has the operator's name of the pod when the Cluster's is taken", async () => {
  const taken = [
    { ...client({}), metadata: { name: "db", namespace: "elsewhere" } },
    object("Service", "db", { spec: { selector: { app: "x" } } }),
  ];
  for (const other of taken) {
    const { project } = await convertAll([clusterManifest(), other]);
    assertEquals(project.services["db-1"].image, "postgres:16.3");
  }
});

Deno.test("convertClusters() converts the others when one has no name that can be", async () => {
  const conversion = await convertAll([clusterManifest({}, "evil_Name"), clusterManifest()]);
  assertEquals(Object.keys(conversion.project.services), ["db"]);
  assertEquals(loud(conversion), ["bad-name metadata.name"]);
  assertEquals([...conversion.files.entries()].filter(([path]) => path.includes("evil")), []);
});
