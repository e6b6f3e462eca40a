import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { read } from "./_testing.ts";
import { managedLibraries, serverConfig, type ServerFeatures } from "./parameters.ts";

const FILES = { data: "/data", accessRules: "/hba", userMaps: "" };
const PLAIN: ServerFeatures = { temporaryTablespaces: [], tls: false };

function configOf(
  postgresql: unknown,
  features = PLAIN,
  options = {},
  imageName = "postgresql:16",
) {
  const { cluster, ctx } = read({ postgresql, imageName }, [], options);
  const config = serverConfig(cluster, FILES, features, ctx);
  const settings = Object.fromEntries(
    config.split("\n").filter((line) => /^[^#]/.test(line)).map((line) => line.split(/ = (.*)/s)),
  );
  return { config, settings, said: said(ctx) };
}

const PATH = "spec.postgresql.parameters";

Deno.test("serverConfig() has the operator's defaults when the Cluster says nothing", () => {
  for (const postgresql of [undefined, null, "text", { parameters: null }]) {
    assertEquals(configOf(postgresql), {
      config: `# Written by dekube from the Cluster's spec.postgresql.

# What initdb found out about the machine; all below goes before it.
include_if_exists = '/data/postgresql.conf'

listen_addresses = '*'
hba_file = '/hba'
cluster_name = 'db'
wal_level = 'logical'
max_worker_processes = '32'
max_parallel_workers = '32'
max_replication_slots = '32'
`,
      settings: configOf({}).settings,
      said: [],
    });
  }
});

Deno.test("serverConfig() has the Cluster's parameters, over the defaults", () => {
  const { settings, said } = configOf({
    parameters: { shared_buffers: "1GB", max_worker_processes: 8, jit: false, work_mem: null },
  });
  assertEquals(settings.shared_buffers, "'1GB'");
  assertEquals(settings.max_worker_processes, "'8'");
  assertEquals(settings.jit, "'false'");
  assertFalse("work_mem" in settings);
  assertEquals(said, []);
});

Deno.test("serverConfig() leaves out what the operator sets itself, and says so", () => {
  const { settings, said } = configOf({
    parameters: { Port: "1", listen_addresses: "x", ssl: "on", archive_command: "rm" },
  });
  assertEquals(settings.listen_addresses, "'*'");
  for (const name of ["Port", "ssl", "archive_command"]) assertFalse(name in settings);
  assertEquals(said, [`fixed-parameter ${PATH}`]);
});

Deno.test("serverConfig() leaves out what is no parameter, and says so", () => {
  for (
    const [name, value] of [
      ["a b", "1"],
      ["a = 'b'\nssl", "on"],
      ["", "x"],
      ["include", "/etc/passwd"],
      ["INCLUDE_DIR", "/etc"],
      ["a.b.c", "1"],
      ["work_mem", { a: 1 }],
      ["work_mem", "a\0b"],
    ] as const
  ) {
    const { config, said } = configOf({ parameters: { [name]: value } });
    assertEquals(config, configOf({}).config);
    assertEquals(said, [`bad-parameter ${PATH}`]);
  }
});

Deno.test("serverConfig() keeps a value in its line when it would break out", () => {
  const { config } = configOf({ parameters: { "my.x": "'\nssl = on #", "__proto__x": "\\" } });
  assertStringIncludes(config, "\nmy.x = '''\\nssl = on #'\n__proto__x = '\\\\'\n");
});

Deno.test("serverConfig() preloads the libraries that the image has", () => {
  const { settings, said } = configOf({
    shared_preload_libraries: ["auto_explain", "timescaledb", "x', ssl='on", null],
    parameters: { "pg_stat_statements.max": "1" },
  });
  assertEquals(settings.shared_preload_libraries, "'auto_explain,pg_stat_statements'");
  assertEquals(said, Array(2).fill("missing-library spec.postgresql.shared_preload_libraries"));
});

Deno.test("serverConfig() preloads all libraries when the image is the user's", () => {
  const options = { settings: { images: { db: "timescale/timescaledb:latest-pg16" } } };
  const { settings, said } = configOf(
    { shared_preload_libraries: ["timescaledb", "$libdir/x.so"] },
    PLAIN,
    options,
  );
  assertEquals(settings.shared_preload_libraries, "'timescaledb,$libdir/x.so'");
  assertEquals(said, []);
});

Deno.test("serverConfig() asks for TLS 1.3 when there is a certificate", () => {
  const { settings } = configOf({ parameters: { ssl_min_protocol_version: "TLSv1.2" } }, {
    ...PLAIN,
    tls: true,
  });
  assertEquals(settings.ssl_min_protocol_version, "'TLSv1.2'");
  assertEquals(settings.ssl_max_protocol_version, "'TLSv1.3'");
});

Deno.test("serverConfig() has temporary tables in their tablespaces", () => {
  const { settings } = configOf({}, { ...PLAIN, temporaryTablespaces: ["one", "two"] });
  assertEquals(settings.temp_tablespaces, `'"one","two"'`);
});

Deno.test("managedLibraries() are those whose parameters are set", () => {
  const parameters = { "pgaudit.log": "all", "auto_explain.log_min_duration": "1s", work_mem: "1" };
  assertEquals(managedLibraries(read({ postgresql: { parameters } }).cluster), [
    "pgaudit",
    "auto_explain",
  ]);
});
