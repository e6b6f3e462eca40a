/**
 * What takes the place of a MongoDBCommunity.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  type ObjectIndex,
  serviceBeside,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { plannedRoles } from "../grants.ts";
import { memberKey, Passwords } from "../passwords.ts";
import { setupScript } from "../setup.ts";
import { KEY_FILE } from "../start.ts";
import { type Community, labelsOf, readCommunity, setOptions } from "./cluster.ts";
import { sayLeftOut } from "./left_out.ts";
import { serverObjects } from "./pod.ts";
import { clientOptions, serverConfig } from "./server_config.ts";
import { communityUsers } from "./users.ts";

/** The user that the operator's agent is. */
const AGENT = "mms-automation";
const AGENT_ROLES = [
  "backup",
  "clusterAdmin",
  "dbAdminAnyDatabase",
  "readWriteAnyDatabase",
  "restore",
  "userAdminAnyDatabase",
];

/** The objects of a MongoDBCommunity. */
export function communityObjects(
  cr: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Manifest[] {
  const community = readCommunity(cr, ctx);
  if (!community) return [];
  const { name, service, port } = community;
  const labels = labelsOf(community);
  const passwords = new Passwords(cr, objects, ctx);
  const key = { name: `${name}-keyfile`, key: "keyfile" };
  const config = serverConfig(community, ctx);
  const setup = setupOf(community, passwords, ctx);
  ownKey(passwords, key);
  sayLeftOut(community, ctx);
  return [
    ...serverObjects(community, {
      config,
      clientOptions: clientOptions(community, config),
      setup: setup.script,
      key,
      passwords,
    }),
    serviceBeside(cr, service, labels, [{ name: "mongodb", port }], { headless: true }),
    ...passwords.secrets(),
    ...setup.secrets,
  ];
}

function ownKey(passwords: Passwords, { name, key }: { name: string; key: string }): void {
  const found = passwords.secret(name);
  if (!found) passwords.made(name, key, memberKey);
}

function setupOf(
  community: Community,
  passwords: Passwords,
  ctx: ControllerContext,
): { script: string; secrets: Manifest[] } {
  const { spec, name, set, host } = community;
  const { authentication, roles } = mapping(spec.security);
  const agent = {
    name: AGENT,
    database: "admin",
    password: passwords.of(`${name}-agent-password`, "password")!.file,
    roles: AGENT_ROLES.map((role) => ({ role, db: "admin" })),
  };
  const { users, secrets } = communityUsers(community, AGENT, passwords, ctx);
  const script = setupScript({
    set: { name: set, host, isConfig: false, ...setOptions(community) },
    shards: [],
    first: agent,
    manager: agent,
    keyFile: KEY_FILE,
    roles: plannedRoles(community.cr, roles, "spec.security.roles", ctx),
    users,
    isWhole: mapping(authentication).ignoreUnknownUsers === false,
    compatibility: version(spec.featureCompatibilityVersion),
  });
  return { script, secrets };
}

function version(value: unknown): string {
  // YAML makes a number of 8.0.
  const said = wholeNumber(value) === undefined ? text(value) : `${text(value)}.0`;
  return /^\d+\.\d+$/.test(said) ? said : "";
}
