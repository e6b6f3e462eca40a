import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { isInstalled, needsTool } from "../../tools/needs_tool.ts";
import { RunningMariadb } from "../../tools/running_mariadb.ts";
import { convert, HOSTILE, key, REF, resource, secret, server } from "./_testing.ts";

function withMariadb(name: string, fn: () => Promise<void>): void {
  const needs = isInstalled("mariadbd")
    ? needsTool(name, "mariadb", "Debian's mariadb-client")
    : needsTool(name, "mariadbd", "Debian's mariadb-server");
  Deno.test({ ...needs, fn });
}

/** What stands in no name of a database or a user. */
const NAME = HOSTILE.replace(/[\n\r\t]/g, "");
/** A database's name holds no character beyond the basic plane, and none that a folder may not end with. */
const DATABASE = NAME.replace("😀", "é");

/** Of the word `root`. */
const HASH = "*81F5E21E35407D884A6CD4A731AEBFB6AF209E1B";

withMariadb("a server has what is declared, whatever is in its names and passwords", async () => {
  const manifests = (password: string) => [
    server({
      myCnf: "[mariadb]\nsql_mode = ANSI_QUOTES,NO_BACKSLASH_ESCAPES\n",
      rootPasswordSecretKeyRef: key("root"),
      database: "my_shop",
      username: NAME,
      passwordSecretKeyRef: key("app"),
    }),
    secret("root", { password: HOSTILE.replace("\r", "") }),
    secret("app", { password }),
    secret("empty", { password: "" }),
    secret("hash", { password: HASH }),
    secret("plugin", {
      name: "mysql_native_password",
      argument: HASH,
    }),
    resource("Database", "second", {
      ...REF,
      name: DATABASE,
      characterSet: "utf8mb4",
      collate: "utf8mb4_bin",
    }),
    resource("User", "ann", { ...REF, passwordSecretKeyRef: key("app"), maxUserConnections: 7 }),
    resource("User", "hashed", { ...REF, passwordHashSecretKeyRef: key("hash") }),
    resource("User", "plugged", {
      ...REF,
      passwordPlugin: {
        pluginNameSecretKeyRef: key("plugin", "name"),
        pluginArgSecretKeyRef: key("plugin", "argument"),
      },
    }),
    resource("User", "nobody", { ...REF, passwordSecretKeyRef: key("empty") }),
    resource("User", "locked", REF),
    resource("User", "tls", { ...REF, passwordSecretKeyRef: key("app"), require: { ssl: true } }),
    resource("User", "elsewhere", {
      ...REF,
      passwordSecretKeyRef: key("app"),
      host: "10.0.0.%",
    }),
    resource("Grant", "ann-second", {
      ...REF,
      privileges: ["SELECT", "INSERT", "CREATE"],
      database: DATABASE,
      username: "ann",
      grantOption: true,
    }),
    resource("Grant", "missing", { ...REF, privileges: ["ALL PRIVILEGES"], username: "ghost" }),
  ];
  const first = await convert(manifests(HOSTILE));
  await using running = await RunningMariadb.start(first);
  assert((await running.check()).success);
  const setup = await running.job("db-setup");
  // A right of somebody who is not there is an error, and does not make that user.
  assert(!setup.success);
  assertStringIncludes(setup.said, "any matching row");
  assertEquals(setup.said.match(/ERROR/g)?.length, 1, setup.said);
  const { said: users } = await running.ask(
    "SELECT User, Host FROM mysql.user WHERE User IN ('ghost', 'elsewhere', 'ann')",
  );
  assertEquals(users, "ann\t%\nelsewhere\t10.0.0.%");

  const app = { user: NAME, password: HOSTILE };
  const used = await running.ask(
    "USE my_shop; CREATE TABLE t (id INT); INSERT INTO t VALUES (1); SELECT id FROM t",
    app,
  );
  assertEquals(used, { success: true, said: "1" });
  // The underscore of the name is no pattern.
  const other = await running.ask("CREATE DATABASE myxshop", app);
  assertStringIncludes(other.said, "Access denied");

  const ann = { user: "ann", password: HOSTILE };
  const own = await running.ask(`SHOW DATABASES`, ann);
  assertEquals(own.said.split("\n").filter((name) => name !== "information_schema"), [
    DATABASE.replaceAll("\\", "\\\\"),
  ]);
  const { said: limit } = await running.ask(
    "SELECT max_user_connections FROM mysql.user WHERE User = 'ann'",
  );
  assertEquals(limit, "7");
  const { said: grants } = await running.ask("SHOW GRANTS FOR ann");
  assertStringIncludes(grants, "GRANT SELECT, INSERT, CREATE ON ");
  assertStringIncludes(grants, "WITH GRANT OPTION");

  for (const user of ["hashed", "plugged"]) {
    const login = { user, password: "root" };
    assertEquals(await running.ask("SELECT 1", login), { success: true, said: "1" }, user);
  }
  const closed = [
    ["nobody", ""],
    ["locked", ""],
    ["ann", ""],
    ["ann", "wrong"],
    ["tls", HOSTILE],
    ["elsewhere", HOSTILE],
    ["ghost", ""],
  ];
  for (const [user, password] of closed) {
    const { success, said } = await running.ask("SELECT 1", { user, password });
    assert(!success, `${user} came in: ${said}`);
  }
  const wrong = await running.ask("SELECT 1", { password: "wrong" });
  assertStringIncludes(wrong.said, "Access denied");

  // Another run gives what is there its new password, and takes nothing away.
  running.use(await convert(manifests("new"), { previous: first }));
  await running.job("db-setup");
  const later = await running.ask("SELECT id FROM my_shop.t", { user: NAME, password: "new" });
  assertEquals(later, { success: true, said: "1" });
});

/** Random words of what quoting is about, the same in every run. */
function words(count: number, signs: readonly string[]): string[] {
  let state = 7;
  const next = (below: number) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor(state / 2 ** 31 * below);
  };
  return Array.from(
    { length: count },
    (_, index) =>
      Array.from({ length: 1 + next(12) }, () => signs[next(signs.length)]).join("") + `x${index}`,
  );
}

withMariadb("names and passwords of any signs are those of the server", async () => {
  const signs = [
    ..."'\"`\\%_;#*(){}$@!&|<>/-+ ab\t",
    "--",
    "/*",
    "\\'",
    "''",
    "``",
    "$(",
    "é",
    "X'",
  ];
  const names = words(60, signs).map((name) => name.replaceAll("\t", ""));
  const passwords = words(60, [...signs, "\n", "\r", "😀"]);
  const conversion = await convert([
    server({ rootEmptyPassword: true }),
    ...names.flatMap((name, index) => [
      secret(`s${index}`, { password: passwords[index] }),
      resource("Database", `d${index}`, { ...REF, name }),
      resource("User", `u${index}`, { ...REF, name, passwordSecretKeyRef: key(`s${index}`) }),
      resource("Grant", `g${index}`, {
        ...REF,
        privileges: ["SELECT", "CREATE"],
        database: name,
        username: name,
      }),
    ]),
  ]);
  await using running = await RunningMariadb.start(conversion);
  assertEquals(await running.job("db-setup"), { success: true, said: "" });
  const hex = (name: string) => new TextEncoder().encode(name).toHex().toUpperCase();
  const listed = async (sql: string) => (await running.ask(sql)).said.split("\n").toSorted();
  const expected = names.map(hex).toSorted();
  assertEquals(
    await listed(
      "SELECT HEX(schema_name) FROM information_schema.schemata WHERE schema_name LIKE '%x%' AND schema_name NOT LIKE '%schema'",
    ),
    expected,
  );
  assertEquals(await listed("SELECT HEX(User) FROM mysql.user WHERE User LIKE '%x%'"), expected);
  for (const [index, user] of names.entries()) {
    const login = { user, password: passwords[index] };
    const sql = `CREATE TABLE \`${
      user.replaceAll("`", "``")
    }\`.t (i INT); SELECT DATABASE() IS NULL`;
    assertEquals(await running.ask(sql, login), { success: true, said: "1" }, user);
  }
});

withMariadb("a server that requires TLS asks for it, and for clients' certificates", async () => {
  const conversion = await convert([
    server({
      tls: { enabled: true, required: true },
      rootPasswordSecretKeyRef: key("root"),
    }),
    secret("root", { password: "root" }),
    secret("app", { password: "app" }),
    resource("Database", "shop", REF),
    resource("User", "app", {
      ...REF,
      passwordSecretKeyRef: key("app"),
      require: { issuer: "/CN=db-ca", subject: "/CN=db-client" },
    }),
    resource("Grant", "app", { ...REF, privileges: ["ALL"], database: "shop", username: "app" }),
    resource("SqlJob", "third", {
      ...REF,
      username: "app",
      passwordSecretKeyRef: key("app"),
      database: "shop",
      sql: "INSERT INTO first SELECT id + 1 FROM first;",
      dependsOn: [{ name: "second" }],
    }),
    resource("SqlJob", "second", {
      ...REF,
      username: "app",
      passwordSecretKeyRef: key("app"),
      database: "shop",
      sql: "INSERT INTO first VALUES (1);",
      dependsOn: [{ name: "first" }],
    }),
    resource("SqlJob", "first", {
      ...REF,
      username: "app",
      passwordSecretKeyRef: key("app"),
      database: "shop",
      sql: "CREATE TABLE first (id INT);\nSET @a = 'ä';",
    }),
  ]);
  await using running = await RunningMariadb.start(conversion);
  assert((await running.check()).success);
  const setup = await running.job("db-setup");
  assertEquals(setup, { success: true, said: "" });
  const app = { user: "app", password: "app" };
  const plain = await running.ask("SELECT 1", { ...app, args: ["--skip-ssl"] });
  assert(!plain.success, plain.said);
  const trusted = ["--ssl-ca=/etc/pki/ca.crt", "--ssl-verify-server-cert", "--host=localhost"];
  const bare = await running.ask("SELECT 1", { ...app, args: trusted });
  assertStringIncludes(bare.said, "Access denied");
  for (const name of ["third-init-first", "third-init-second", "third"]) {
    const { success, said } = await running.job(name);
    assert(success, `${name}: ${said}`);
  }
  const shown = [...trusted, "--ssl-cert=/etc/pki/client.crt", "--ssl-key=/etc/pki/client.key"];
  const { said } = await running.ask("SELECT id FROM shop.first", { ...app, args: shown });
  assertEquals(said, "1\n2");
});

withMariadb("a server keeps what maintenance asks for", async () => {
  const conversion = await convert([
    server({
      rootEmptyPassword: true,
      maintenance: { enabled: true, readOnly: true },
      timeZone: "+02:00",
    }),
    resource("Database", "shop", REF),
  ]);
  await using running = await RunningMariadb.start(conversion);
  assertEquals(await running.job("db-setup"), { success: true, said: "" });
  const { said } = await running.ask("SELECT @@read_only, @@time_zone");
  assertEquals(said, "1\t+02:00");
});
