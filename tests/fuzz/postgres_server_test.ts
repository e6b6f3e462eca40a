/**
 * A PostgreSQL that is set up from clusters with odd texts starts, and has what was meant and nothing else: rules of
 * access, user maps, roles and databases. One server does for all of them.
 */
import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { clusterManifest, convertAll, object, operators } from "../../extensions/cnpg/_testing.ts";
import { REAL_RULES } from "../../pacts/postgres/_real_rules.ts";
import { fieldsOf, linesOf } from "../../pacts/postgres/auth_file.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import { servePostgres } from "../../tools/running_postgres.ts";
import { hbaLine, identLine, type MadeLine } from "./_access_lines.ts";
import { Odd, RUNS } from "./_odd.ts";
import { heldName, isHeld, Names, oddDatabase, type OddRole, oddRoles } from "./_sql_objects.ts";

/** A row of pg_hba_file_rules or pg_ident_file_mappings; what can't be read has no more than its line. */
interface Row {
  line_number: number;
  type?: string | null;
  database?: string[];
  user_name?: string[];
  auth_method?: string;
  map_name?: string | null;
  sys_name?: string;
  pg_username?: string;
  error: string | null;
}

const MAJOR = 15;
const ROWS = (view: string) => `SELECT coalesce(jsonb_agg(r), '[]') FROM ${view} r`;
const WITH = (from: string, to: string) => `COPY (SELECT) TO PROGRAM 'cp ../config/${from} ${to}'`;

const ROLES = `SELECT jsonb_agg(jsonb_build_array(rolname, rolcanlogin, rolcreatedb, rolcreaterole,
  rolinherit, rolsuper OR rolreplication OR rolbypassrls, rolpassword, shobj_description(oid, 'pg_authid'),
  (SELECT coalesce(jsonb_agg(pg_get_userbyid(roleid)), '[]') FROM pg_auth_members WHERE member = a.oid)))
  FROM pg_authid a WHERE oid >= 16384`;
const DATABASES = `SELECT jsonb_agg(jsonb_build_array(datname, pg_get_userbyid(datdba)))
  FROM pg_database WHERE oid >= 16384`;
/** What is in a database, and how much there is that nobody asked for. */
const CONTENT = `SELECT jsonb_build_array(
  (SELECT coalesce(jsonb_agg(jsonb_build_array(nspname, pg_get_userbyid(nspowner))), '[]')
    FROM pg_namespace WHERE oid >= 16384 AND nspname !~ '^pg_'),
  (SELECT coalesce(jsonb_agg(fdwname), '[]') FROM pg_foreign_data_wrapper),
  (SELECT coalesce(jsonb_agg(jsonb_build_array(srvname, fdwname)), '[]')
    FROM pg_foreign_server JOIN pg_foreign_data_wrapper f ON f.oid = srvfdw),
  (SELECT count(*) FROM pg_class WHERE oid >= 16384) + (SELECT count(*) FROM pg_proc WHERE oid >= 16384)
    + (SELECT count(*) FROM pg_type WHERE oid >= 16384) + (SELECT count(*) FROM pg_db_role_setting)
    + (SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql'))`;

Deno.test({
  ...needsTool(
    "PostgreSQL starts with odd rules, roles and databases, and has what was meant",
    "initdb",
    "Debian's postgresql",
  ),
  async fn(t) {
    const odd = new Odd(RUNS);
    const hba = [
      ...REAL_RULES.map((text): MadeLine => ({ text, odd: false })),
      ...lines(10, hbaLine),
    ];
    const ident = lines(10, identLine);
    const databaseNames = new Names(odd, ["postgres", "template0", "template1", "é".repeat(31)]);
    const roleNames = new Names(odd, ["postgres", "none", "public"]);
    const application = storable(() => ({
      database: databaseNames.next(),
      owner: roleNames.next(),
    }));
    const roles = oddRoles(RUNS, roleNames, odd);
    const all = [application.owner, ...roles.map(({ name }) => name)];
    const owners = all.filter(isHeld);
    // What the server keeps of a long name ends within a character.
    const names = [
      "é".repeat(40),
      ...Array.from({ length: Math.ceil(RUNS / 8) })
        .map(() => databaseNames.next()),
    ];
    const databases = names.map((name) => oddDatabase(name, owners, odd));

    const cluster = clusterManifest({
      imageName: `postgresql:${MAJOR}`,
      postgresql: {
        parameters: { password_encryption: "md5" },
        pg_hba: hba.map(({ text }) => text),
        pg_ident: ident.map(({ text }) => text),
      },
      bootstrap: { initdb: application },
      managed: {
        roles: roles.map(({ password: _, ...role }, index) => ({
          ...role,
          passwordSecret: { name: `password-${index}` },
        })),
      },
    });
    const conversion = await convertAll([
      cluster,
      ...roles.map(({ password }, index) =>
        object("Secret", `password-${index}`, { stringData: { username: "any", password } })
      ),
      ...databases.map((spec, index) =>
        operators("Database", `database-${index}`, { cluster: { name: "db" }, ...spec })
      ),
    ]);
    const [tried, mapped] = [judgeable(hba), judgeable(ident)];
    const made = databases.filter(({ name }) => isHeld(name));
    const { success, said } = await servePostgres(conversion, [
      ["postgres", ROWS("pg_hba_file_rules")],
      ["postgres", ROWS("pg_ident_file_mappings")],
      ["postgres", `${WITH("all_hba", "../config/pg_hba.conf")}; ${ROWS("pg_hba_file_rules")}`],
      [
        "postgres",
        `${WITH("all_ident", "../config/pg_ident.conf")}; ${ROWS("pg_ident_file_mappings")}`,
      ],
      ["postgres", ROLES],
      ["postgres", DATABASES],
      ["postgres", CONTENT],
      ...[application.database, ...made.map(({ name }) => name)]
        .map((name) => [heldName(name), CONTENT] as const),
    ], { all_hba: fileOf(tried), all_ident: fileOf(mapped) });
    assert(success, said);
    const answers = said.split("\n").slice(0, 8 + made.length).map((line) => JSON.parse(line));
    const [keptRules, keptMaps, allRules, allMaps, madeRoles, madeDatabases, ...contents] = answers;
    const written = (name: string) =>
      String(conversion.files.get(`configmaps/db-config/${name}`)?.content).split("\n");

    await t.step("each rule of access that is written is read as it was meant", () => {
      const rows = written("pg_hba.conf").flatMap((line, index) => lineOf(line, index + 1));
      assertEquals(
        keptRules.map((row: Row) => [row.line_number, row.type, row.database, row.user_name]),
        rows.map(([number, type, databases, users]) => [number, type[0], databases, users]),
      );
      for (const { error, line_number } of keptRules) {
        // A remark: there is no certificate here.
        const isRemark = error === null || /^hostssl record cannot match/.test(error);
        assert(isRemark, `${error}: ${written("pg_hba.conf")[line_number - 1]}`);
      }
    });

    await t.step("each user map that is written is read as it was meant", () => {
      const rows = written("pg_ident.conf").flatMap((line, index) => lineOf(line, index + 1));
      assertEquals(
        keptMaps.map((row: Row) => [row.line_number, row.map_name, row.sys_name, row.pg_username]),
        rows.map(([number, map, user, role]) => [number, map[0], user[0], role[0]]),
      );
      assert(keptMaps.every(({ error }: Row) => error === null));
    });

    await t.step("rules and maps that PostgreSQL reads are kept", () => {
      const rules = verdicts(tried, allRules, written("pg_hba.conf"));
      const maps = verdicts(mapped, allMaps, written("pg_ident.conf"));
      assertEquals(
        rules.slice(0, REAL_RULES.length).filter(({ valid, kept }) => !valid || !kept),
        [],
      );
      // What is made of known parts is judged exactly.
      assertEquals(rules.filter(({ odd, valid, kept }) => !odd && valid !== kept), []);
      for (const [what, all, most] of [["rules", rules, 0.05], ["maps", maps, 0.1]] as const) {
        const valid = all.filter(({ valid }) => valid);
        const refused = valid.filter(({ kept }) => !kept);
        if (RUNS > 25) {
          console.info(
            `${what}: ${all.length}, of which PostgreSQL reads ${valid.length} and ${refused.length} are left out`,
          );
        }
        assert(valid.length > all.length / 10, `${valid.length} of ${all.length} ${what}`);
        assert(refused.length <= valid.length * most, JSON.stringify(refused.slice(0, 20)));
      }
    });

    await t.step("roles are there as they were meant, and no others", () => {
      const owner = madeRoles.find(([name]: [string]) => name === heldName(application.owner));
      assertEquals(owner?.slice(1, 6), [true, false, false, true, false]);
      assertEquals(
        sorted(
          madeRoles.filter((role: unknown) => role !== owner)
            .map((role: unknown[]) => role.with(-1, (role.at(-1) as string[]).sort())),
        ),
        sorted(
          roles.map((role, index) =>
            rowOf(role, all.slice(0, index + 1).filter(isHeld).map(heldName))
          )
            .filter((_, index) => isHeld(roles[index].name)),
        ),
      );
    });

    await t.step("databases are there as they were meant, and no others", () => {
      assertEquals(
        sorted(madeDatabases),
        sorted(
          [application, ...made].map((one) =>
            ["database" in one ? one.database : one.name, one.owner].map(heldName)
          ),
        ),
      );
      const [own, app, ...others] = contents;
      assertEquals([own, app], [[[], [], [], 0], [[], [], [], 0]]);
      for (const [index, { name, schemas, fdws, servers }] of made.entries()) {
        const [foundSchemas, foundFdws, foundServers, more] = others[index];
        const kept = <T extends { name: string }>(all: readonly T[]) =>
          all.filter(({ name }) => isHeld(name));
        assertEquals(
          [sorted(foundSchemas), sorted(foundFdws), sorted(foundServers), more],
          [
            sorted(
              kept(schemas).map(({ name, owner = "postgres" }) => [name, owner].map(heldName)),
            ),
            sorted(kept(fdws).map(({ name }) => heldName(name))),
            sorted(kept(servers).map(({ name, fdw }) => [name, fdw].map(heldName))),
            0,
          ],
          name,
        );
      }
    });
  },
});

function lines(each: number, make: (odd: Odd) => MadeLine): MadeLine[] {
  return Array.from({ length: RUNS }, (_, run) => new Odd(run + 1))
    .flatMap((odd) => Array.from({ length: each }, () => make(odd)));
}

/** Lines that can be tried one by one; one that looks a name up takes long. */
function judgeable(made: readonly MadeLine[]): MadeLine[] {
  return made.flatMap(({ text, odd }) =>
    linesOf([text], MAJOR).map((line) => ({ text: line, odd }))
  )
    .filter(({ text }) =>
      fieldsOf(text).length > 0 && isHeld(text) && !text.endsWith("\\") &&
      !/radiusservers=(?!"?10\.)/.test(text)
    );
}

function fileOf(lines: readonly MadeLine[]): string {
  return lines.map(({ text }) => `${text}\n`).join("");
}

/** The number of a line and the texts of its first fields, as PostgreSQL should have them; none for a remark. */
function lineOf(line: string, number: number): [number, ...string[][]][] {
  const [...fields] = fieldsOf(line.toWellFormed());
  if (fields.length === 0) return [];
  const texts = fields.slice(0, 3).map(({ words }) => words.map(({ text }) => text));
  return [[number, ...texts]];
}

/** What PostgreSQL and the conversion make of each line. */
function verdicts(lines: readonly MadeLine[], rows: readonly Row[], written: readonly string[]) {
  const kept = new Set(written);
  const valid = new Set(
    rows.filter(({ type, map_name }) => (type ?? map_name ?? null) !== null)
      .map(({ line_number }) => line_number),
  );
  return lines.map(({ text, odd }, index) => ({
    ...{ text, odd },
    kept: kept.has(text),
    valid: valid.has(index + 1),
  }));
}

/** A role as the catalog has it; groups are those that were there before it. */
function rowOf(role: OddRole, there: readonly string[]): unknown[] {
  const name = heldName(role.name);
  const { login, createdb, createrole, inherit, comment, password } = role;
  const isText = (text: string) => text !== "" && isHeld(text);
  const hash = createHash("md5").update(`${password.toWellFormed()}${name}`).digest("hex");
  const groups = role.inRoles.filter(isText).map(heldName).filter((group) => there.includes(group));
  return [
    ...[name, login, createdb, createrole, inherit, false],
    isText(password) ? `md5${hash}` : null,
    isText(comment) ? comment.toWellFormed() : null,
    [...new Set(groups)].sort(),
  ];
}

function sorted(rows: readonly unknown[]): unknown[] {
  return rows.map((row) => JSON.stringify(row)).sort().map((row) => JSON.parse(row));
}

function storable<T extends Record<string, string>>(make: () => T): T {
  for (;;) {
    const made = make();
    if (Object.values(made).every(isHeld)) return made;
  }
}
