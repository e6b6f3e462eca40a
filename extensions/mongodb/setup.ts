/**
 * What is done in a server once it runs: it becomes a replica set of one, and gets its roles and users.
 *
 * @see https://www.mongodb.com/docs/manual/reference/command/
 * @module
 */

import type { Mapping } from "@dekube/engine/pacts";

/** A role that somebody has. */
export interface GrantedRole {
  /** Its name. */
  role: string;
  /** The database that it is of. */
  db: string;
}

/** A user of a server. */
export interface PlannedUser {
  /** The user's name. */
  name: string;
  /** The database that knows the user. */
  database: string;
  /** The file with the password; none where a certificate proves who it is. */
  password?: string;
  /** What the user may do. */
  roles: readonly GrantedRole[];
  /** Roles that older servers don't know. */
  newerRoles?: readonly GrantedRole[];
}

/** A role that is made. */
export interface PlannedRole {
  /** Its name. */
  name: string;
  /** The database that it is of. */
  database: string;
  /** What it allows. */
  privileges: readonly Mapping[];
  /** Roles that it has all of. */
  roles: readonly GrantedRole[];
  /** From where and to where its users may connect. */
  restrictions?: readonly Mapping[];
}

/** What there is to do in a server. */
export interface Plan {
  /** The replica set that it is; none of a `mongos`. */
  set?: {
    /** Its name. */
    name: string;
    /** The name and port that clients know its member by. */
    host: string;
    /** Whether it holds the config of a sharded cluster. */
    isConfig: boolean;
    /** Settings of it. */
    settings: Mapping;
    /** Tags of its member. */
    tags: Mapping;
  };
  /** The shards of a `mongos`, as `set/host:port`. */
  shards: readonly { name: string; address: string }[];
  /** Whether data are moved between shards. */
  isBalanced?: boolean;
  /** The user that there is first, who makes the others. */
  first: PlannedUser;
  /** The user who looks after the replica set, or the shards. */
  manager: PlannedUser;
  /** The file with the key by which members know each other. */
  keyFile: string;
  /** Roles to make. */
  roles: readonly PlannedRole[];
  /** Users to make. */
  users: readonly PlannedUser[];
  /** Whether users that are not planned are taken away. */
  isWhole: boolean;
  /** The version whose features are on; empty for the server's own. */
  compatibility: string;
}

/** The script, for `mongosh` and the older `mongo`. It changes nothing that is as it should be, and may be run again. */
export function setupScript(plan: Plan): string {
  return `// Makes the server what its resource says. It is run again until it ends without an error.
var plan = ${literal(plan)};
${SCRIPT}`;
}

/** JSON is JavaScript, but for two characters that older engines take for ends of lines. */
function literal(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

const SCRIPT = String.raw`
var isOld = typeof require !== "function";

function read(path) {
  return isOld ? cat(path) : require("fs").readFileSync(path, "utf8");
}

// An answer in any case: mongosh throws where mongo answers.
function run(database, command) {
  try {
    return db.getSiblingDB(database).runCommand(command);
  } catch (error) {
    return { ok: 0, code: error.code, codeName: error.codeName, errmsg: String(error.message) };
  }
}

function must(what, answer) {
  if (!answer || answer.ok !== 1) {
    throw new Error(what + ": " + (answer ? answer.errmsg || answer.codeName : "no answer"));
  }
  return answer;
}

function attempt(database, user, password) {
  try {
    var source = db.getSiblingDB(database);
    // The older shell would be all users at once.
    if (isOld) source.logout();
    var answer = source.auth({ user: user, pwd: password });
    return answer === 1 || (!!answer && answer.ok === 1);
  } catch (error) {
    return false;
  }
}

function login(user) {
  return attempt(user.database, user.name, read(user.password));
}

// Whoever has the members' key may do anything: for data of a server whose password was another.
function loginByKey() {
  return attempt("local", "__system", read(plan.keyFile).replace(/\s+/g, ""));
}

function become(user) {
  if (!login(user) && !loginByKey()) throw new Error("can't log in as " + user.name);
}

function isKnown(granted) {
  var answer = run("admin", { rolesInfo: { role: granted.role, db: granted.db } });
  return !!answer && answer.ok === 1 && answer.roles.length > 0;
}

function rolesOf(user) {
  var roles = user.roles.slice();
  var newer = user.newerRoles || [];
  for (var i = 0; i < newer.length; i++) if (isKnown(newer[i])) roles.push(newer[i]);
  return roles;
}

function putUser(user) {
  var what = "user " + user.name + " of " + user.database;
  var found = must(what, run(user.database, { usersInfo: { user: user.name, db: user.database } }));
  var command = found.users.length > 0 ? { updateUser: user.name } : { createUser: user.name };
  if (user.password) command.pwd = read(user.password);
  command.roles = rolesOf(user);
  must(what, run(user.database, command));
}

function addRole(role) {
  var what = "role " + role.name + " of " + role.database;
  var found = must(what, run(role.database, { rolesInfo: { role: role.name, db: role.database } }));
  if (found.roles.length > 0) return;
  must(what, run(role.database, { createRole: role.name, privileges: [], roles: [] }));
}

function putRole(role) {
  var command = { updateRole: role.name, privileges: role.privileges, roles: role.roles };
  command.authenticationRestrictions = role.restrictions || [];
  must("role " + role.name + " of " + role.database, run(role.database, command));
}

// Others go on where one can't be made.
function each(items, work, failures) {
  for (var i = 0; i < items.length; i++) {
    try {
      work(items[i]);
    } catch (error) {
      failures.push(String(error.message));
    }
  }
}

function member(id) {
  var one = { _id: id, host: plan.set.host };
  if (Object.keys(plan.set.tags).length > 0) one.tags = plan.set.tags;
  return one;
}

function initiate() {
  var config = { _id: plan.set.name, members: [member(0)] };
  if (plan.set.isConfig) config.configsvr = true;
  if (Object.keys(plan.set.settings).length > 0) config.settings = plan.set.settings;
  var answer = run("admin", { replSetInitiate: config });
  if (answer && answer.code === 13) {
    become(plan.manager);
    answer = run("admin", { replSetInitiate: config });
  }
  // Data of a live cluster have a replica set, of more members than there are here.
  if (answer && answer.code === 23) return configure();
  must("replSetInitiate", answer);
}

function configure() {
  become(plan.manager);
  var config = must("replSetGetConfig", run("admin", { replSetGetConfig: 1 })).config;
  var own = config.members[0];
  for (var i = 0; i < config.members.length; i++) {
    if (config.members[i].host === plan.set.host) own = config.members[i];
  }
  var wanted = member(own._id);
  var isAlone = config.members.length === 1 && own.host === wanted.host && own.priority > 0 &&
    JSON.stringify(own.tags || {}) === JSON.stringify(wanted.tags || {});
  var settings = config.settings || {};
  var isSet = true;
  for (var key in plan.set.settings) {
    if (JSON.stringify(settings[key]) === JSON.stringify(plan.set.settings[key])) continue;
    settings[key] = plan.set.settings[key];
    isSet = false;
  }
  if (isAlone && isSet) return;
  if (!isAlone) config.members = [wanted];
  config.settings = settings;
  config.version = Number(config.version) + 1;
  must("replSetReconfig", run("admin", { replSetReconfig: config, force: !isAlone }));
}

function waitUntilPrimary() {
  for (var tries = 0; tries < 60; tries++) {
    var answer = run("admin", { isMaster: 1 });
    if (answer && answer.ismaster) return;
    sleep(1000);
  }
  throw new Error("the replica set has no primary yet");
}

// Who comes from the container itself may make the first user, where there is none.
function enter() {
  if (login(plan.first)) return;
  var made = run(plan.first.database, {
    createUser: plan.first.name,
    pwd: read(plan.first.password),
    roles: plan.first.roles,
  });
  if (login(plan.first)) return;
  if (!loginByKey()) must("user " + plan.first.name, made);
  putUser(plan.first);
}

function dropOthers() {
  var known = {};
  var planned = plan.users.concat([plan.first, plan.manager]);
  for (var i = 0; i < planned.length; i++) known[JSON.stringify([planned[i].database, planned[i].name])] = true;
  var found = must("users", run("admin", { usersInfo: { forAllDBs: true } })).users;
  for (var k = 0; k < found.length; k++) {
    if (known[JSON.stringify([found[k].db, found[k].user])] === true) continue;
    must("user " + found[k].user, run(found[k].db, { dropUser: found[k].user }));
  }
}

function setCompatibility() {
  var name = "featureCompatibilityVersion";
  var answer = must(name, run("admin", { getParameter: 1, featureCompatibilityVersion: 1 }));
  if (answer[name].version === plan.compatibility) return;
  var set = run("admin", { setFeatureCompatibilityVersion: plan.compatibility, confirm: true });
  // Before MongoDB 7 nobody asks for the word.
  if (!set || set.ok !== 1) set = run("admin", { setFeatureCompatibilityVersion: plan.compatibility });
  must(name, set);
}

if (plan.set) {
  var now = must("isMaster", run("admin", { isMaster: 1 }));
  if (!now.setName) initiate();
  else configureIfAllowed();
  waitUntilPrimary();
}

// A first user that is not there yet comes after the primary.
function configureIfAllowed() {
  if (login(plan.manager) || loginByKey()) configure();
}

var failures = [];
if (!plan.set) {
  // The users of a mongos are the config server's.
  if (!login(plan.manager)) throw new Error("can't log in as " + plan.manager.name);
  each(plan.shards, function (shard) {
    must("shard " + shard.name, run("admin", { addShard: shard.address, name: shard.name }));
  }, failures);
  if (plan.isBalanced === true) must("balancer", run("admin", { balancerStart: 1 }));
  if (plan.isBalanced === false) must("balancer", run("admin", { balancerStop: 1 }));
}
enter();
each(plan.roles, addRole, failures);
each(plan.roles, putRole, failures);
each(plan.users, putUser, failures);
if (plan.isWhole && failures.length === 0) dropOthers();
if (plan.compatibility !== "") {
  become(plan.manager);
  setCompatibility();
}
if (failures.length > 0) throw new Error(failures.join("\n"));
`;
