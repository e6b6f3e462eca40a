import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { needsTool } from "../../tools/needs_tool.ts";
import { servePostgres } from "../../tools/running_postgres.ts";
import { clusterManifest, convertAll, object, operators } from "./_testing.ts";

async function serve(
  spec: object,
  queries: Record<string, string>,
  others: readonly object[] = [],
): Promise<{ success: boolean; said: string }> {
  const cluster = clusterManifest({ imageName: "postgresql:15", ...spec });
  return await servePostgres(await convertAll([cluster, ...others]), Object.entries(queries));
}

const HOSTILE = `x"y'z\\ $(id) \`id\``;

Deno.test({
  ...needsTool("PostgreSQL is set up as the Cluster says", "initdb", "Debian's postgresql"),
  async fn() {
    const weird = object("Secret", "weird", { stringData: { username: "w", password: HOSTILE } });
    const database = operators("Database", "extra", {
      cluster: { name: "db" },
      name: `extra ${HOSTILE}`,
      owner: HOSTILE,
      schemas: [{ name: HOSTILE, owner: HOSTILE }],
    });
    const { success, said } = await serve(
      {
        postgresql: {
          parameters: {
            work_mem: "7MB",
            "my.hostile": `'; ssl = on\n\\`,
            standard_conforming_strings: "off",
          },
          pg_hba: ["host app app 10.0.0.0/8 md5", "hostssl all all all cert"],
        },
        bootstrap: {
          initdb: {
            database: HOSTILE,
            owner: HOSTILE,
            dataChecksums: true,
            postInitSQL: ["CREATE ROLE one", "CREATE ROLE two -- without an end"],
            postInitTemplateSQL: ["CREATE TABLE everywhere (a int)"],
            postInitApplicationSQL: ["CREATE TABLE here (a int)"],
          },
        },
        managed: {
          roles: [
            {
              name: `r ${HOSTILE}`,
              login: true,
              inRoles: ["one", "none"],
              comment: HOSTILE,
              passwordSecret: { name: "weird" },
            },
            { name: HOSTILE, createdb: true, login: true },
          ],
        },
      },
      {
        [HOSTILE]:
          "SELECT 'app:' || string_agg(tablename, ',' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'",
        [`extra ${HOSTILE}`]:
          "SELECT 'extra:' || pg_get_userbyid(datdba) || count(nspname) FROM pg_database, pg_namespace WHERE datname = current_database() AND pg_get_userbyid(nspowner) = pg_get_userbyid(datdba) GROUP BY datdba",
        postgres:
          "SELECT 'roles:' || string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^pg_'; " +
          "SELECT 'settings:', current_setting('work_mem'), current_setting('my.hostile'), current_setting('ssl'), current_setting('data_checksums'); " +
          "SELECT 'rules:' || count(*) || coalesce(string_agg(error, ''), '') FROM pg_hba_file_rules; " +
          "SELECT 'member:' || string_agg(r.rolname || '<' || m.rolname, ',') FROM pg_auth_members a JOIN pg_roles r ON r.oid = roleid JOIN pg_roles m ON m.oid = member WHERE r.rolname !~ '^pg_'; " +
          "SELECT 'comment:' || description FROM pg_shdescription JOIN pg_roles ON oid = objoid WHERE description LIKE 'x%'",
      },
      [weird, database],
    );
    assert(success, said);
    assertStringIncludes(said, "app:everywhere,here\n");
    assertStringIncludes(said, `extra:${HOSTILE}1\n`);
    assertStringIncludes(said, `roles:one,postgres,r ${HOSTILE},two,${HOSTILE}\n`);
    assertStringIncludes(said, `settings:|7MB|'; ssl = on\n\\|off|on\n`);
    // The last is said by the server itself: there is no TLS here.
    assertStringIncludes(said, "rules:4hostssl record cannot match because SSL is disabled\n");
    assertStringIncludes(said, `member:one<r ${HOSTILE}\n`);
    assertStringIncludes(said, `comment:${HOSTILE}\n`);
  },
});

Deno.test({
  ...needsTool(
    "PostgreSQL leaves no half of a database when SQL fails",
    "initdb",
    "Debian's postgresql",
  ),
  async fn() {
    const initdb = { postInitApplicationSQL: ["CREATE TABLE a (a int)", "SELEC 1"] };
    const { success, said } = await serve({ bootstrap: { initdb } }, {
      postgres: "SELECT 'there'",
    });
    assertEquals(success, false);
    assertStringIncludes(
      said,
      "cnpg: 004-postInitApplicationSQL.sql failed; the database is not set up",
    );
    assert(!said.includes("there"), said);
    assert(said.startsWith("left: \n"), said);
  },
});

Deno.test({
  ...needsTool(
    "PostgreSQL starts without a managed role that fails",
    "initdb",
    "Debian's postgresql",
  ),
  async fn() {
    const managed = { roles: [{ name: "a", validUntil: "2030-99-99T00:00:00Z" }, { name: "b" }] };
    const { success, said } = await serve({ managed }, {
      postgres: "SELECT 'b:' || count(*) FROM pg_roles WHERE rolname = 'b'",
    });
    assert(success, said);
    assertStringIncludes(said, "cnpg: 003-role.sql failed; the database starts without it");
    assertStringIncludes(said, "b:1");
  },
});

Deno.test({
  ...needsTool(
    "PostgreSQL has the roles of DatabaseRoles, and the foreign data of Databases",
    "initdb",
    "Debian's postgresql",
  ),
  async fn() {
    const cluster = { name: "db" };
    const { success, said } = await serve({}, {
      postgres:
        "SELECT 'role:' || rolname || rolcreatedb || rolcanlogin FROM pg_roles WHERE rolname = 'dante'; " +
        "SELECT 'owner:' || pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'extra'",
      extra:
        "SELECT 'servers:' || string_agg(srvname || fdwname || coalesce(array_to_string(srvoptions, ','), ''), ';' ORDER BY srvname) FROM pg_foreign_server JOIN pg_foreign_data_wrapper f ON f.oid = srvfdw; " +
        "SELECT 'wrappers:' || string_agg(fdwname || fdwhandler::regproc || coalesce(array_to_string(fdwoptions, ','), ''), ';' ORDER BY fdwname) FROM pg_foreign_data_wrapper; " +
        "SELECT 'usage:', has_server_privilege('dante', 'far', 'USAGE'), has_server_privilege('dante', 'odd', 'USAGE')",
    }, [
      operators("DatabaseRole", "dante", { cluster, name: "dante", login: true, createdb: true }),
      operators("Database", "extra", {
        cluster,
        name: "extra",
        owner: "dante",
        extensions: [{ name: "postgres_fdw" }],
        fdws: [
          { name: "postgres_fdw", usage: [{ name: "dante" }] },
          {
            name: "own",
            handler: "postgres_fdw_handler",
            validator: "-",
            options: [{ name: HOSTILE, value: HOSTILE }],
          },
        ],
        servers: [
          {
            name: "far",
            fdw: "postgres_fdw",
            options: [{ name: "host", value: "example.com" }],
            usage: [{ name: "dante" }],
          },
          { name: "odd", fdw: "own" },
        ],
      }),
    ]);
    assert(success, said);
    assert(!said.includes("failed"), said);
    assertStringIncludes(said, "role:dantetruetrue\n");
    assertStringIncludes(said, "owner:dante\n");
    assertStringIncludes(said, "servers:farpostgres_fdwhost=example.com;oddown\n");
    assertStringIncludes(
      said,
      `wrappers:ownpostgres_fdw_handler${HOSTILE}=${HOSTILE};postgres_fdwpostgres_fdw_handler\n`,
    );
    assertStringIncludes(said, "usage:|t|f\n");
  },
});
