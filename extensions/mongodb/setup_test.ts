import { assert, assertEquals, assertThrows } from "@std/assert";
import { Server } from "./_server.ts";
import { type Plan, type PlannedUser, setupScript } from "./setup.ts";

const AGENT: PlannedUser = {
  name: "agent",
  database: "admin",
  password: "/agent",
  roles: [{ role: "clusterAdmin", db: "admin" }, { role: "userAdminAnyDatabase", db: "admin" }],
};
const APP: PlannedUser = {
  name: `o'ne "$x" \`id\`\u2028`,
  database: "shop",
  password: "/app",
  roles: [{ role: "readWrite", db: "shop" }],
};
const PLAN: Plan = {
  set: {
    name: "db",
    host: "db-0.db-svc:27017",
    isConfig: false,
    settings: { electionTimeoutMillis: 20 },
    tags: { rack: "a" },
  },
  shards: [],
  first: AGENT,
  manager: AGENT,
  keyFile: "/key",
  roles: [],
  users: [APP],
  isWhole: false,
  compatibility: "",
};

function server(host?: string, isMongos?: boolean): Server {
  const made = new Server(host, isMongos);
  made.files.set("/key", "key\n").set("/agent", "secret").set("/app", `a"b\\c$d'e`)
    .set("/other", "other");
  return made;
}

function rolesOf(made: Server, user: string): string[] | undefined {
  return made.users.get(user)?.roles.map(({ role, db }) => `${role}@${db}`);
}

for (const shell of ["mongosh", "mongo"] as const) {
  Deno.test(`a new server becomes a replica set of one with its users, by ${shell}`, () => {
    const made = server();
    made.run(setupScript(PLAN), shell);

    assertEquals(made.config, {
      _id: "db",
      version: 1,
      members: [{ _id: 0, host: "db-0.db-svc:27017", tags: { rack: "a" }, priority: 1 }],
      settings: { electionTimeoutMillis: 20 },
    });
    assertEquals([...made.users.keys()], ["admin.agent", `shop.${APP.name}`]);
    assertEquals(made.users.get(`shop.${APP.name}`)?.pwd, `a"b\\c$d'e`);
    assertEquals(rolesOf(made, `shop.${APP.name}`), ["readWrite@shop"]);
  });

  Deno.test(`a server that is set up gets its passwords and roles, and nothing else, by ${shell}`, () => {
    const made = server();
    made.run(setupScript(PLAN), shell);
    made.changes.length = 0;
    made.files.set("/app", "new");
    made.run(setupScript(PLAN), shell);

    assertEquals(made.changes, ["updateUser"]);
    assertEquals(made.users.get(`shop.${APP.name}`)?.pwd, "new");
  });

  Deno.test(`data of a cluster of three members become a replica set of one, by ${shell}`, () => {
    const made = server();
    made.users.set("admin.agent", {
      user: "agent",
      db: "admin",
      pwd: "secret",
      roles: [...AGENT.roles],
    });
    made.config = {
      _id: "db",
      version: 7,
      members: [0, 1, 2].map((n) => ({ _id: n, host: `db-${n}.db-svc:27017`, priority: 1 })),
    };
    made.run(setupScript(PLAN), shell);

    assertEquals(made.config.members.map(({ host }) => host), ["db-0.db-svc:27017"]);
    assertEquals(made.config.version, 8);
    assert(made.users.has(`shop.${APP.name}`));
  });
}

Deno.test("a password that changed since is set by whoever has the members' key", () => {
  const made = server();
  made.run(setupScript(PLAN));
  made.files.set("/agent", "another");
  made.run(setupScript(PLAN));

  assertEquals(made.users.get("admin.agent")?.pwd, "another");
});

Deno.test("a server whose password and key are others stays closed", () => {
  const made = server();
  made.run(setupScript(PLAN));
  made.files.set("/agent", "another").set("/key", "another");

  assertThrows(() => made.run(setupScript(PLAN)), Error);
  assertEquals(made.users.get("admin.agent")?.pwd, "secret");
});

Deno.test("roles are made whichever names the other, and users that can't be made are said", () => {
  const made = server();
  const plan: Plan = {
    ...PLAN,
    roles: [
      {
        name: "outer",
        database: "admin",
        privileges: [{ resource: { cluster: true }, actions: ["addShard"] }],
        roles: [{ role: "inner", db: "shop" }],
      },
      { name: "inner", database: "shop", privileges: [], roles: [] },
    ],
    users: [
      { ...APP, name: "lost", roles: [{ role: "nothing", db: "shop" }] },
      { ...APP, roles: [{ role: "outer", db: "admin" }] },
    ],
  };
  assertThrows(
    () => made.run(setupScript(plan)),
    Error,
    "user lost of shop: Could not find role: nothing@shop",
  );
  assertEquals(made.roles.get("admin.outer"), {
    updateRole: "outer",
    privileges: [{ resource: { cluster: true }, actions: ["addShard"] }],
    roles: [{ role: "inner", db: "shop" }],
    authenticationRestrictions: [],
  });
  assertEquals(rolesOf(made, `shop.${APP.name}`), ["outer@admin"]);
});

Deno.test("users that nobody declares go where the resource wants it, and where all others are made", () => {
  const made = server();
  made.run(setupScript({ ...PLAN, users: [APP, { ...APP, name: "old" }] }));
  assert(made.users.has("shop.old"));
  made.run(setupScript(PLAN));
  assert(made.users.has("shop.old"));
  const lost = { ...APP, name: "lost", roles: [{ role: "nothing", db: "shop" }] };
  assertThrows(() => made.run(setupScript({ ...PLAN, users: [APP, lost], isWhole: true })));
  assert(made.users.has("shop.old"));
  made.run(setupScript({ ...PLAN, isWhole: true }));

  assertEquals([...made.users.keys()], ["admin.agent", `shop.${APP.name}`]);
});

Deno.test("a user of a certificate has no password", () => {
  const made = server();
  const { password: _, ...user } = { ...APP, name: "CN=app", database: "$external" };
  made.run(setupScript({ ...PLAN, users: [user] }));
  made.run(setupScript({ ...PLAN, users: [user] }));

  assertEquals(made.users.get("$external.CN=app"), {
    user: "CN=app",
    db: "$external",
    roles: [{ role: "readWrite", db: "shop" }],
  });
});

Deno.test("roles of newer servers are left out where a server knows none of that name", () => {
  const newerRoles = [{ role: "directShardOperations", db: "admin" }];
  const plan = { ...PLAN, users: [{ ...APP, newerRoles }] };
  const old = server();
  old.run(setupScript(plan));
  assertEquals(rolesOf(old, `shop.${APP.name}`), ["readWrite@shop"]);
  const newer = server();
  newer.roles.set("admin.directShardOperations", {});
  newer.run(setupScript(plan));
  assertEquals(rolesOf(newer, `shop.${APP.name}`), [
    "readWrite@shop",
    "directShardOperations@admin",
  ]);
});

Deno.test("the version whose features are on is set where it is another", () => {
  for (const [from, to] of [["8.0", "7.0"], ["6.0", "5.0"]]) {
    const made = server();
    made.compatibility = from;
    made.run(setupScript({ ...PLAN, compatibility: to }));
    assertEquals(made.compatibility, to);
    made.changes.length = 0;
    made.run(setupScript({ ...PLAN, compatibility: to }));
    assert(!made.changes.includes("setFeatureCompatibilityVersion"));
  }
});

Deno.test("a mongos waits for the config server's users, and knows its shards", () => {
  const manager: PlannedUser = {
    name: "manager",
    database: "admin",
    password: "/other",
    roles: [{ role: "clusterAdmin", db: "admin" }],
  };
  const { set: _, ...rest } = PLAN;
  const plan: Plan = {
    ...rest,
    manager,
    shards: [{ name: "rs0", address: "rs0/c-rs0-0.c-rs0:27017" }],
    isBalanced: false,
  };
  const made = server("", true);
  assertThrows(() => made.run(setupScript(plan)), Error, "can't log in as manager");
  assertEquals(made.users.size, 0);
  for (const { name, database, roles, password } of [AGENT, manager]) {
    made.users.set(`${database}.${name}`, {
      user: name,
      db: database,
      pwd: made.files.get(password!)!,
      roles: [...roles],
    });
  }
  made.run(setupScript(plan));
  assertEquals([...made.shards], [["rs0", "rs0/c-rs0-0.c-rs0:27017"]]);
  assertEquals(made.isBalanced, false);
  assert(made.users.has(`shop.${APP.name}`));
});

Deno.test("the config server's replica set says what it is", () => {
  const made = server();
  made.run(setupScript({ ...PLAN, set: { ...PLAN.set!, isConfig: true } }));
  assertEquals(made.config?.configsvr, true);
});

Deno.test("whatever names and settings hold stays data in the script", () => {
  const pieces = [
    "'",
    '"',
    "\\",
    "`",
    "${x}",
    "</script>",
    "\n",
    "\u2028",
    "\u2029",
    "\ud800",
    "//",
    "*/",
  ];
  for (const piece of pieces) {
    const plan: Plan = {
      ...PLAN,
      set: { ...PLAN.set!, name: piece, settings: { [piece]: piece } },
      users: [{ ...APP, name: piece }],
    };
    const script = setupScript(plan);
    const read = new Function(`${script.slice(0, script.indexOf("\nvar isOld"))}\nreturn plan;`);
    assertEquals(read(), plan);
    assert(!/[\u2028\u2029]/.test(script));
  }
});
