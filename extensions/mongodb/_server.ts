/**
 * A stand-in for a server and its shell, as far as the script goes that sets one up.
 *
 * @module
 */

type Command = Record<string, unknown>;
type Answer = Record<string, unknown> & { ok: number };
interface User {
  user: string;
  db: string;
  pwd?: string;
  roles: { role: string; db: string }[];
}
interface Member {
  _id: number;
  host: string;
  priority: number;
  tags?: object;
}

/** What a server knows. */
export class Server {
  /** Users by database and name. */
  readonly users = new Map<string, User>();
  /** Roles by database and name, those that each server has among them. */
  readonly roles = new Map<string, Command>();
  /** The replica set, where it is one. */
  config?: {
    _id: string;
    version: number;
    members: Member[];
    settings?: object;
    configsvr?: boolean;
  };
  /** Shards of a `mongos`. */
  readonly shards = new Map<string, string>();
  /** Whether it moves data between them. */
  isBalanced = true;
  /** The version whose features are on. */
  compatibility = "8.0";
  /** What was changed, by the names of commands. */
  readonly changes: string[] = [];
  /** Passwords and the key, by their files. */
  readonly files = new Map<string, string>();
  /** The key that it was started with. */
  key = "key";
  #login: User | "key" | undefined;

  constructor(readonly host = "db-0.db-svc:27017", readonly isMongos = false) {
    const known =
      "readWrite read root clusterAdmin clusterMonitor userAdminAnyDatabase backup restore " +
      "readWriteAnyDatabase dbAdminAnyDatabase readAnyDatabase";
    for (const role of known.split(" ")) this.roles.set(id("admin", role), {});
    this.roles.set(id("shop", "readWrite"), {});
    this.roles.set(id("local", "read"), {});
  }

  /** Runs a script as `mongosh` does, or as the older `mongo`; what it throws is thrown. */
  run(script: string, shell: "mongosh" | "mongo" = "mongosh"): void {
    this.#login = undefined;
    const read = (path: string) => {
      const content = this.files.get(path);
      if (content === undefined) throw new Error(`there is no ${path}`);
      return content;
    };
    const isOld = shell === "mongo";
    const db = {
      getSiblingDB: (name: string) => ({
        runCommand: (command: Command) => {
          const answer = this.#answer(name, command);
          if (isOld || answer.ok === 1) return answer;
          throw Object.assign(new Error(String(answer.errmsg)), answer);
        },
        auth: ({ user, pwd }: { user: string; pwd: string }) => {
          const isIn = this.#auth(name, user, pwd);
          if (isOld) return isIn ? 1 : 0;
          if (isIn) return { ok: 1 };
          throw Object.assign(new Error("Authentication failed."), { code: 18 });
        },
        logout: () => {
          this.#login = undefined;
        },
      }),
    };
    const require = isOld ? undefined : () => ({ readFileSync: read });
    const cat = isOld ? read : undefined;
    new Function("db", "require", "cat", "sleep", script)(db, require, cat, () => {});
  }

  #auth(database: string, user: string, pwd: string): boolean {
    if (database === "local" && user === "__system") {
      if (pwd !== this.key) return false;
      this.#login = "key";
      return true;
    }
    const found = this.users.get(id(database, user));
    if (found?.pwd === undefined || found.pwd !== pwd) return false;
    this.#login = found;
    return true;
  }

  get #isPrimary(): boolean {
    if (this.isMongos) return true;
    const members = this.config?.members ?? [];
    return members.length === 1 && members[0].host === this.host;
  }

  #may(command: string): boolean {
    if (this.#login === "key" || command === "isMaster") return true;
    // Who comes from the server itself, where there is no user yet.
    if (this.#login === undefined) {
      return this.users.size === 0 && ["createUser", "replSetInitiate"].includes(command);
    }
    const has = (role: string) => (this.#login as User).roles.some((one) => one.role === role);
    const ofUsers = /user|role/i.test(command);
    return has("root") || has(ofUsers ? "userAdminAnyDatabase" : "clusterAdmin");
  }

  #answer(database: string, command: Command): Answer {
    const [name] = Object.keys(command);
    if (!this.#may(name)) return fail(13, `not authorized: ${name}`);
    if (/^(create|update|drop|add|set|balancer)/.test(name)) {
      if (!this.#isPrimary) return fail(10107, "not primary");
      this.changes.push(name);
    } else if (/^replSet(Init|Rec)/.test(name)) this.changes.push(name);
    const target = String(command[name]);
    switch (name) {
      case "isMaster": {
        return {
          ok: 1,
          ismaster: this.#isPrimary,
          ...(this.config ? { setName: this.config._id } : {}),
        };
      }
      case "replSetInitiate": {
        if (this.config) return fail(23, "already initialized");
        const config = command[name] as NonNullable<Server["config"]>;
        this.config = {
          ...config,
          version: 1,
          members: config.members.map((member) => ({ ...member, priority: 1 })),
        };
        return { ok: 1 };
      }
      case "replSetGetConfig":
        return { ok: 1, config: structuredClone(this.config) };
      case "replSetReconfig": {
        const config = command[name] as NonNullable<Server["config"]>;
        if (config.version <= this.config!.version) return fail(103, "old version");
        if (!this.#isPrimary && command.force !== true) return fail(10107, "not primary");
        this.config = {
          ...config,
          members: config.members.map((member) => ({ ...member, priority: 1 })),
        };
        return { ok: 1 };
      }
      case "usersInfo": {
        if (isObject(command[name]) && "forAllDBs" in command[name]) {
          return { ok: 1, users: [...this.users.values()] };
        }
        const { user, db } = command[name] as User;
        const found = this.users.get(id(db, user));
        return { ok: 1, users: found ? [found] : [] };
      }
      case "rolesInfo": {
        const { role, db } = command[name] as { role: string; db: string };
        return { ok: 1, roles: this.roles.has(id(db, role)) ? [{ role, db }] : [] };
      }
      case "createRole":
      case "updateRole": {
        if (this.roles.has(id(database, target)) === (name === "createRole")) {
          return fail(51002, "role");
        }
        for (const { role, db } of command.roles as User["roles"]) {
          if (!this.roles.has(id(db, role))) return fail(31, `Could not find role: ${role}@${db}`);
        }
        this.roles.set(id(database, target), command);
        return { ok: 1 };
      }
      case "createUser":
      case "updateUser": {
        const old = this.users.get(id(database, target));
        if ((old === undefined) === (name === "updateUser")) return fail(51003, "user");
        for (const { role, db } of command.roles as User["roles"]) {
          if (!this.roles.has(id(db, role))) return fail(31, `Could not find role: ${role}@${db}`);
        }
        this.users.set(id(database, target), {
          user: target,
          db: database,
          ...(command.pwd === undefined ? {} : { pwd: String(command.pwd) }),
          roles: command.roles as User["roles"],
        });
        return { ok: 1 };
      }
      case "dropUser":
        return { ok: this.users.delete(id(database, target)) ? 1 : 0 };
      case "addShard":
        this.shards.set(String(command.name), target);
        return { ok: 1 };
      case "balancerStart":
      case "balancerStop":
        this.isBalanced = name === "balancerStart";
        return { ok: 1 };
      case "getParameter":
        return { ok: 1, featureCompatibilityVersion: { version: this.compatibility } };
      case "setFeatureCompatibilityVersion":
        if (command.confirm === true && Number(this.compatibility) < 7) {
          return fail(40415, "unknown field: confirm");
        }
        this.compatibility = target;
        return { ok: 1 };
      default:
        return fail(59, `no such command: ${name}`);
    }
  }
}

function id(database: string, name: string): string {
  return `${database}.${name}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function fail(code: number, errmsg: string): Answer {
  return { ok: 0, code, errmsg };
}
