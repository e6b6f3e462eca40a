/**
 * Users: their Secrets, and the commands that make them.
 *
 * @module
 */

import {
  append,
  type ControllerContext,
  entries,
  list,
  type Manifest,
  type Mapping,
  mapping,
  randomWord,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import { userCertificate } from "./certificates.ts";
import { type Cluster, owned } from "./cluster.ts";
import { jaasQuote } from "./properties.ts";

/** What a KafkaUser becomes. */
export interface User {
  /** Its Secret, and what issues its certificate. */
  objects: Manifest[];
  /** Commands, each with its arguments. */
  commands: string[][];
}

const QUOTAS: Readonly<Record<string, string>> = {
  producerByteRate: "producer_byte_rate",
  consumerByteRate: "consumer_byte_rate",
  requestPercentage: "request_percentage",
  controllerMutationRate: "controller_mutation_rate",
};

/** Reads a KafkaUser. */
export function userOf(
  cluster: Cluster,
  manifest: Manifest,
  secrets: (name: string) => Manifest | undefined,
  ctx: ControllerContext,
): User {
  const spec = mapping(manifest.spec);
  const { name } = manifest.metadata;
  if (!isName(name)) {
    ctx.report(manifest, "metadata.name").error(
      "refused-user",
      "Kubernetes refuses the name, which may be that of a user of dekube's own, so the user is left out. Take lower-case letters, digits, dashes and dots alone",
    );
    return { objects: [], commands: [] };
  }
  const prefix = text(mapping(mapping(cluster.spec.entityOperator).userOperator).secretPrefix);
  const secretName = prefix + name;
  const authentication = mapping(spec.authentication);
  const type = text(authentication.type);
  const template = mapping(mapping(mapping(spec.template).secret).metadata);
  const entity = type === "tls" || type === "tls-external" ? `CN=${name}` : name;
  const objects: Manifest[] = [];
  const commands: string[][] = [];
  const alter = (setting: string) =>
    commands.push([
      ...["configs", "--alter", "--entity-type", "users", "--entity-name", entity],
      ...["--add-config", setting],
    ]);
  const rules = rulesOf(cluster, manifest, entity, ctx);
  if (rules === undefined) return { objects, commands };
  // What keeps somebody from something comes first: a command that fails ends the script.
  append(commands, rules);
  const quotas = entries(mapping(spec.quotas)).flatMap(([field, value]) =>
    Object.hasOwn(QUOTAS, field) ? [`${QUOTAS[field]}=${text(value)}`] : []
  );
  if (quotas.length > 0) alter(quotas.join(","));
  if (type === "scram-sha-512") {
    const password = passwordOf(cluster, manifest, secretName, secrets, ctx);
    if (!secrets(secretName)) {
      const base = owned(cluster, secretName);
      objects.push({
        apiVersion: "v1",
        kind: "Secret",
        metadata: {
          ...base,
          labels: { ...base.labels, "strimzi.io/kind": "KafkaUser", ...strings(template.labels) },
          annotations: strings(template.annotations),
        },
        stringData: {
          password,
          "sasl.jaas.config":
            `org.apache.kafka.common.security.scram.ScramLoginModule required username=${
              jaasQuote(name)
            } password=${jaasQuote(password)};`,
        },
      });
    }
    alter(`SCRAM-SHA-512=[password=${password}]`);
  } else if (type === "tls" && !secrets(secretName)) {
    append(objects, userCertificate(cluster, name, secretName, template));
  } else if (type !== "" && type !== "tls" && type !== "tls-external") {
    ctx.report(manifest, "spec.authentication.type").error(
      "unsupported-authentication",
      `a user shows who it is by tls, tls-external or scram-sha-512, not "${type}", so it can't log in. Take one of these`,
    );
  }
  return { objects, commands };
}

/** Whether Kubernetes takes a name: users of dekube's own have an underscore, so that no KafkaUser is one of them. */
function isName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(name);
}

/** The password that the user asks for, else that of its Secret, else one that is made up. */
function passwordOf(
  { namespace }: Cluster,
  manifest: Manifest,
  secretName: string,
  secrets: (name: string) => Manifest | undefined,
  ctx: ControllerContext,
): string {
  const wanted = mapping(
    mapping(mapping(mapping(mapping(manifest.spec).authentication).password).valueFrom)
      .secretKeyRef,
  );
  const source = text(wanted.name) === "" ? undefined : secrets(text(wanted.name));
  const own = secrets(secretName);
  const known = source
    ? secretValue(source, text(wanted.key))
    : own && secretValue(own, "password");
  if (known) return known;
  if (text(wanted.name) !== "") {
    ctx.report(manifest, "spec.authentication.password").warn(
      source ? "missing-key" : "missing-secret",
      `there is no "${text(wanted.key)}" in a Secret "${text(wanted.name)}"${
        namespace === "" ? "" : ` of ${namespace}`
      }, so a password was made up for the user. Add the Secret to the manifests if it must be a certain one`,
    );
  } else if (own) {
    ctx.report(manifest, "spec.authentication").error(
      "missing-key",
      `the Secret "${secretName}" has no "password", so nobody knows the one that was made up. Give it one, or remove it`,
    );
  }
  return ctx.generated.value(manifest, "password", () => randomWord(32));
}

/**
 * What the user may do, and first of all what it may not, by the commands that say so. `undefined` where a rule is none:
 * the operator refuses such a user, and without one of its rules it might do more than all of them allow.
 */
function rulesOf(
  { kafka }: Cluster,
  manifest: Manifest,
  entity: string,
  ctx: ControllerContext,
): string[][] | undefined {
  const { authorization } = mapping(manifest.spec);
  if (!authorization) return [];
  if (text(mapping(kafka.authorization).type) !== "simple") {
    ctx.report(manifest, "spec.authorization").warn(
      "unused-rules",
      'the cluster has no "authorization: {type: simple}", so rules of its users mean nothing. Set it in the Kafka, or take the rules out',
    );
    return [];
  }
  const path = "spec.authorization.acls";
  const { acls } = mapping(authorization);
  const denied: string[][] = [];
  const allowed: string[][] = [];
  const faults = new Map<string, string>();
  if (acls !== undefined && acls !== null && !Array.isArray(acls)) {
    faults.set(path, "the rules are a list");
  }
  for (const [index, item] of list(acls).entries()) {
    const rule = mapping(item);
    const fault = faultOf(rule);
    if (fault !== undefined) faults.set(`${path}[${index}]`, fault);
    else if (text(rule.type) === "deny") denied.push(ruleOf(rule, entity));
    else allowed.push(ruleOf(rule, entity));
  }
  for (const [where, fault] of faults) {
    ctx.report(manifest, where).error(
      "bad-rule",
      `${fault}, so the operator refuses the user, and it is left out. Correct the rule`,
    );
  }
  return faults.size > 0 ? undefined : [...denied, ...allowed];
}

/** What a rule lacks. */
function faultOf(rule: Mapping): string | undefined {
  const resource = mapping(rule.resource);
  const type = text(resource.type);
  const operations = operationsOf(rule);
  if (!RESOURCES[type] || operations.length === 0) {
    return "a rule needs a resource of the type topic, group, cluster or transactionalId, and operations";
  }
  if (type !== "cluster" && !isText(resource.name)) {
    return `a rule for a resource of the type ${type} needs its name`;
  }
  const unknown = operations.find((operation) => !OPERATIONS.has(operation));
  if (unknown !== undefined) {
    return `"${unknown}" is no operation: there are ${[...OPERATIONS].join(", ")}`;
  }
  if (rule.host !== undefined && rule.host !== null && !isText(rule.host)) {
    return 'a rule\'s host is an address, or "*" for all';
  }
  const isKnown = ["", "allow", "deny"].includes(text(rule.type)) &&
    ["", "literal", "prefix"].includes(text(resource.patternType));
  return isKnown
    ? undefined
    : "a rule has the type allow or deny and the patternType literal or prefix";
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** The arguments of the command that adds a rule which is one. */
function ruleOf(rule: Mapping, entity: string): string[] {
  const resource = mapping(rule.resource);
  const flag = RESOURCES[text(resource.type)]!;
  const host = text(rule.host) || "*";
  const isDenied = text(rule.type) === "deny";
  return [
    ...["acls", "--add", isDenied ? "--deny-principal" : "--allow-principal", `User:${entity}`],
    ...[isDenied ? "--deny-host" : "--allow-host", host],
    ...operationsOf(rule).flatMap((operation) => ["--operation", operation]),
    ...flag === "--cluster" ? [flag] : [flag, text(resource.name)],
    ...[
      "--resource-pattern-type",
      text(resource.patternType) === "prefix" ? "prefixed" : "literal",
    ],
  ];
}

function operationsOf({ operations, operation }: Mapping): string[] {
  const own = text(operation);
  return [...list(operations).map(text), ...own === "" ? [] : [own]];
}

/** What Kafka lets somebody do, or not. */
const OPERATIONS: ReadonlySet<string> = new Set([
  ...["All", "Read", "Write", "Create", "Delete", "Alter", "Describe", "ClusterAction"],
  ...["AlterConfigs", "DescribeConfigs", "IdempotentWrite"],
]);

const RESOURCES: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  topic: "--topic",
  group: "--group",
  cluster: "--cluster",
  transactionalId: "--transactional-id",
});

function strings(value: unknown): Record<string, string> {
  return mapping(value) as Record<string, string>;
}
