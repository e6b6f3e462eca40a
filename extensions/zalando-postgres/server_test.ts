import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { needsTool } from "../../tools/needs_tool.ts";
import { ownAddress, serveZalando } from "../../tools/running_zalando.ts";
import {
  app,
  cluster,
  convert,
  deployed,
  object,
  operator,
  secretOf,
  variableOf,
} from "./_testing.ts";

const HOSTILE = `x"y'z\\ $(id) \`id\` $1`;

/** A line that asks the server, with each word quoted for the shell. */
function ask(...words: string[]): string {
  return ["ask", ...words.map((word) => `'${word.replaceAll("'", "'\\''")}'`)].join(" ");
}

function withPostgres(name: string, fn: () => Promise<void>): void {
  Deno.test({ ...needsTool(name, "initdb", "Debian's postgresql"), fn });
}

withPostgres(
  "PostgreSQL has the users and databases, and asks for TLS and their passwords",
  async () => {
    const conversion = await convert([
      cluster({
        users: { shop_app: ["createdb"], reader: null, group: ["nologin"], root: ["superuser"] },
        databases: { orders: "shop_app" },
        postgresql: {
          version: "15",
          parameters: { work_mem: "7MB", "my.hostile": `'; ssl = off\n\\`, max_connections: 33 },
        },
        patroni: { initdb: { encoding: "UTF8", locale: "C", "data-checksums": "true" } },
      }),
      object("Secret", secretOf("shop-app"), {
        stringData: { username: "shop_app", password: HOSTILE },
      }),
      app({ READER: [secretOf("reader"), "password"], STANDBY: [secretOf("standby"), "password"] }),
    ]);
    const reader = variableOf(conversion, "app", "READER");
    const standby = variableOf(conversion, "app", "STANDBY");
    const root = variableOf(conversion, "db", "POSTGRES_PASSWORD");
    assertMatch(reader, /^\w{64}$/);
    const address = ownAddress();
    const sql = "SELECT 'in:' || current_user || ':' || current_database()";
    const { success, said } = await serveZalando(conversion, [
      ask("127.0.0.1", "disable", "shop_app", HOSTILE, "orders", sql),
      ask("127.0.0.1", "require", "reader", reader, "postgres", sql),
      ask("127.0.0.1", "require", "standby", standby, "postgres", sql),
      ask("127.0.0.1", "require", "shop_app", "wrong", "orders", sql),
      ask("127.0.0.1", "require", "group", root, "orders", sql),
      ask(
        ...["127.0.0.1", "require", "postgres", root, "postgres"],
        "SELECT 'roles:' || string_agg(rolname || '-' || concat_ws('', rolsuper, rolcreatedb, rolcreaterole, rolcanlogin, rolreplication, rolbypassrls), ',' ORDER BY rolname) FROM (SELECT rolname, nullif(rolsuper, false) rolsuper, nullif(rolcreatedb, false) rolcreatedb, nullif(rolcreaterole, false) rolcreaterole, nullif(rolcanlogin, false) rolcanlogin, nullif(rolreplication, false) rolreplication, nullif(rolbypassrls, false) rolbypassrls FROM pg_roles WHERE rolname !~ '^pg_') r; " +
          "SELECT 'settings:', current_setting('work_mem'), current_setting('my.hostile'), current_setting('ssl'), current_setting('max_connections'), current_setting('data_checksums'); " +
          "SELECT 'owner:' || pg_get_userbyid(datdba) || datcollate FROM pg_database WHERE datname = 'orders'; " +
          "SELECT 'rules:' || count(*) || coalesce(string_agg(error, ''), '') FROM pg_hba_file_rules; " +
          "SELECT 'admin of:' || string_agg(r.rolname || a.admin_option, ',' ORDER BY r.rolname) FROM pg_auth_members a JOIN pg_roles r ON r.oid = roleid WHERE member = 'admin'::regrole",
      ),
      ...address === undefined ? [] : [
        `echo outside: $(${ask(address, "require", "shop_app", HOSTILE, "orders", sql)})`,
        `echo plain: $(${ask(address, "disable", "shop_app", HOSTILE, "orders", sql)})`,
      ],
    ]);
    assert(success, said);
    assertStringIncludes(said, "in:shop_app:orders\n");
    assertStringIncludes(said, "in:reader:postgres\n");
    assertStringIncludes(said, "in:standby:postgres\n");
    assertStringIncludes(said, `password authentication failed for user "shop_app"`);
    assertStringIncludes(said, `password authentication failed for user "group"`);
    assertStringIncludes(
      said,
      "roles:admin-t,group-,postgres-tttttt,reader-t,root-tt,shop_app-tt,standby-tt\n",
    );
    assertStringIncludes(said, `settings:|7MB|'; ssl = off\n\\|on|33|on\n`);
    assertStringIncludes(said, "owner:shop_appC\n");
    assertStringIncludes(said, "rules:8\n");
    assertStringIncludes(said, "admin of:grouptrue,readertrue,roottrue,shop_apptrue\n");
    if (address !== undefined) {
      assertStringIncludes(said, "outside: in:shop_app:orders\n");
      assertMatch(said, /plain: .*pg_hba.conf rejects connection.*no encryption/);
    }
  },
);

withPostgres("PostgreSQL keeps the rights of a prepared database's users apart", async () => {
  const conversion = await convert([
    cluster({
      preparedDatabases: {
        Bar: {
          defaultUsers: true,
          extensions: { pgcrypto: "public", hstore: "data", postgis: "data" },
          schemas: { data: { defaultUsers: true }, history: { defaultRoles: false } },
        },
      },
    }),
  ]);
  const setup = new Map(
    [...conversion.files.entries()].map(([path, { content }]) => [path, String(content)]),
  );
  const roles = [...setup].find(([path]) => path.endsWith("003-roles.sql"))![1];
  const passwordOf = (user: string) =>
    new RegExp(`"${user}" WITH .*PASSWORD E'(\\w+)'`).exec(roles)![1];
  const as = (user: string, sql: string) =>
    ask("127.0.0.1", "require", user, passwordOf(user), "Bar", sql);
  const { success, said } = await serveZalando(conversion, [
    as(
      "Bar_owner_user",
      "CREATE TABLE data.made (a int); INSERT INTO data.made VALUES (41); CREATE TABLE history.old (a int)",
    ),
    as(
      "Bar_writer_user",
      "INSERT INTO made VALUES (42); UPDATE made SET a = a + 1; SELECT 'written:' || sum(a) FROM made",
    ),
    as("Bar_reader_user", "SELECT 'read:' || count(*) FROM made"),
    as("Bar_reader_user", "SELECT 'old:' || count(*) FROM old"),
    as("Bar_reader_user", "DELETE FROM made"),
    as("Bar_data_reader_user", "SELECT 'data read:' || count(*) FROM made"),
    as("Bar_data_reader_user", "SELECT count(*) FROM history.old"),
    as("Bar_data_writer_user", "DELETE FROM made WHERE a = 1; SELECT 'data written'"),
    as("Bar_writer_user", "DROP TABLE data.made"),
    as("Bar_reader_user", "CREATE TABLE data.mine (a int)"),
    as(
      "Bar_owner_user",
      "SELECT 'extensions:' || string_agg(extname || '@' || nspname, ',' ORDER BY extname) FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace",
    ),
  ]);
  assert(success, said);
  for (const line of ["written:85", "read:2", "old:0", "data read:2", "data written"]) {
    assertStringIncludes(said, `${line}\n`);
  }
  assertStringIncludes(said, "permission denied for table made");
  assertStringIncludes(said, "permission denied for schema history");
  assertStringIncludes(said, "must be owner of table made");
  assertStringIncludes(said, "permission denied for schema data");
  assertStringIncludes(
    said,
    "extensions:hstore@data,pg_stat_statements@public,pgcrypto@public,plpgsql@pg_catalog\n",
  );
});

withPostgres(
  "PostgreSQL keeps the cluster's own access rules, and nobody comes past them",
  async () => {
    const conversion = await convert([
      cluster({
        users: { good: [], bad: [], certified: [] },
        databases: { orders: "good" },
        patroni: {
          pg_hba: [
            "hostssl all certified all cert",
            "host all bad all reject",
            "hostssl orders good 127.0.0.1/32 md5",
          ],
        },
      }),
      app({ GOOD: [secretOf("good"), "password"], BAD: [secretOf("bad"), "password"] }),
    ]);
    const [good, bad] = ["GOOD", "BAD"].map((name) => variableOf(conversion, "app", name));
    const { success, said } = await serveZalando(conversion, [
      ask("127.0.0.1", "require", "good", good, "orders", "SELECT 'good is in'"),
      ask("127.0.0.1", "disable", "good", good, "orders", "SELECT 'good is in without TLS'"),
      ask("127.0.0.1", "require", "good", good, "postgres", "SELECT 'good is elsewhere'"),
      ask("127.0.0.1", "require", "bad", bad, "orders", "SELECT 'bad is in'"),
      // By the socket, past the superuser's own rule.
      `ask "$PWD" disable good '' orders "SELECT 'good is in by the socket'"`,
    ]);
    assert(success, said);
    assertEquals([...said.matchAll(/^.* is (?:in|elsewhere).*$/gm)].map(([line]) => line), [
      "good is in",
    ]);
    assertStringIncludes(said, `rejects connection for host "127.0.0.1", user "bad"`);
  },
);

withPostgres("PostgreSQL has the operator's own names and roles, and slots", async () => {
  const conversion = await convert([
    ...deployed(),
    operator({
      users: { super_username: "boss", replication_username: "copier" },
      kubernetes: { infrastructure_roles_secret_name: "infra/roles" },
    }),
    object("Secret", "roles", {
      stringData: {
        user1: "watcher",
        password1: HOSTILE,
        inrole1: "pg_monitor",
        batman: "justice",
      },
    }, "infra"),
    object("ConfigMap", "roles", {
      data: {
        batman: "inrole: [pg_monitor]\nuser_flags: [createdb]\ndb_parameters: {log_statement: all}",
      },
    }, "infra"),
    cluster({
      users: { good: [] },
      databases: { orders: "good" },
      patroni: {
        slots: {
          feed: { type: "logical", database: "orders", plugin: "pgoutput" },
          copy: { type: "physical" },
        },
      },
    }),
  ]);
  const boss = variableOf(conversion, "db", "POSTGRES_PASSWORD");
  const { success, said } = await serveZalando(conversion, [
    ask("127.0.0.1", "require", "watcher", HOSTILE, "postgres", "SELECT 'in:' || current_user"),
    ask(
      "127.0.0.1",
      "require",
      "batman",
      "justice",
      "postgres",
      "SELECT 'batman:' || current_setting('log_statement') || rolcreatedb || pg_has_role('pg_monitor', 'member') FROM pg_roles WHERE rolname = current_user",
    ),
    ask(
      "127.0.0.1",
      "require",
      "boss",
      boss,
      "postgres",
      "SELECT 'roles:' || string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^pg_'; SELECT 'slots:' || string_agg(slot_name || slot_type, ',' ORDER BY slot_name) FROM pg_replication_slots",
    ),
  ]);
  assert(success, said);
  assertStringIncludes(said, "in:watcher\n");
  assertStringIncludes(said, "batman:alltruetrue\n");
  assertStringIncludes(said, "roles:admin,batman,boss,copier,good,watcher\n");
  assertStringIncludes(said, "slots:copyphysical,feedlogical\n");
});
