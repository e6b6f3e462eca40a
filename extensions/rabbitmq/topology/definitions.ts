/**
 * All that is declared in a broker, as the definitions that it loads.
 *
 * @see https://www.rabbitmq.com/docs/definitions
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  objectBeside,
  type ObjectIndex,
  text,
  texts,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import type { Cluster } from "../cluster.ts";
import type { OwnSecrets } from "../default_user.ts";
import { type Item, type Section, templateOf, type Value, variablesOf } from "../template.ts";
import type { Declared } from "./declared.ts";
import { federationOf, schemaReplicationOf, shovelOf } from "./links.ts";
import { permittedUser, userOf } from "./users.ts";
import { Variables } from "./variables.ts";

/** What a broker is started with, for what is declared in it. */
export interface Definitions {
  /** The template; empty where nothing is declared. */
  template: string;
  /** The variables that it is filled with. */
  variables: readonly Mapping[];
  /** Secrets that are made for an object. */
  secrets: ReadonlyMap<Manifest, Manifest[]>;
}

/** The definitions of a broker. */
export function definitionsOf(
  cluster: Cluster,
  declared: Declared,
  own: OwnSecrets,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Definitions {
  const secrets = new Map<Manifest, Manifest[]>();
  if (!own.isOdd && Object.values(declared).every((manifests) => manifests.length === 0)) {
    return { template: "", variables: [], secrets };
  }
  sayOwnDefinitions(cluster, declared, ctx);
  const variables = new Variables(cluster.cr, ctx);
  const users = declared.user.map((user) => userOf(user, objects, variables, ctx));
  for (const { manifest, secrets: found } of users) secrets.set(manifest, found);
  const first = defaultUser(cluster, own, variables);
  const permitted = (permission: Manifest, more: Record<string, Value>): Item[] => {
    const user = permittedUser(permission, users, [first], ctx);
    if (!user) return [];
    // A broker does not start with a permission of a user that it does not have.
    const needs = variablesOf(user.definition);
    return [{ value: { user: user.name, vhost: vhostOf(permission), ...more }, needs }];
  };
  const permissions = declared.permission.flatMap((permission) => {
    const { configure, write, read } = mapping(mapping(permission.spec).permissions);
    return permitted(permission, {
      configure: text(configure),
      write: text(write),
      read: text(read),
    });
  });
  const topicPermissions = declared.topicPermission.flatMap((permission) => {
    const { exchange, write, read } = mapping(mapping(permission.spec).permissions);
    return permitted(permission, {
      exchange: text(exchange),
      write: text(write),
      read: text(read),
    });
  });
  const streams = declared.superStream.map(superStreamOf);
  const items = (values: readonly Value[]): Item[] => values.map((value) => ({ value }));
  const sections: Section[] = [
    {
      name: "users",
      items: items([first.definition, ...users.map(({ definition }) => definition)]),
    },
    { name: "vhosts", items: items(vhosts(declared, first.vhost, ctx)) },
    {
      name: "permissions",
      items: [{ value: first.permission, needs: variablesOf(first.definition) }, ...permissions],
    },
    { name: "topic_permissions", items: topicPermissions },
    {
      name: "parameters",
      items: items([
        ...declared.vhost.flatMap(vhostLimits),
        ...declared.operatorPolicy.map(operatorPolicyOf),
        ...declared.federation.flatMap((one) => federationOf(one, cluster, variables, ctx)),
        ...declared.shovel.flatMap((one) => shovelOf(one, cluster, variables, ctx)),
      ]),
    },
    {
      name: "global_parameters",
      items: items(
        declared.schemaReplication.flatMap((one) => schemaReplicationOf(one, variables, ctx)),
      ),
    },
    { name: "policies", items: items(declared.policy.map(policyOf)) },
    {
      name: "queues",
      items: items([...declared.queue.map(queueOf), ...streams.flatMap(({ queues }) => queues)]),
    },
    {
      name: "exchanges",
      items: items([
        ...declared.exchange.map(exchangeOf),
        ...streams.map(({ exchange }) => exchange),
      ]),
    },
    {
      name: "bindings",
      items: items([
        ...declared.binding.map(bindingOf),
        ...streams.flatMap(({ bindings }) => bindings),
      ]),
    },
  ];
  copySecrets(variables, cluster, objects, secrets);
  return { template: templateOf(sections), variables: variables.all, secrets };
}

/** The user loads definitions already, which then are all that there are. */
function sayOwnDefinitions(
  { settings }: Cluster,
  declared: Declared,
  { report }: ControllerContext,
): void {
  const key = ["load_definitions", "definitions.import_backend"].find((name) => settings.has(name));
  if (key === undefined) return;
  for (const object of Object.values(declared).flat()) {
    report(object).warn(
      "own-definitions",
      `the broker's spec.rabbitmq.additionalConfig sets ${key}, so this is not declared. Put it into those definitions, or take ${key} out`,
    );
  }
}

/** What a Secret beside an object of another namespace has under the keys that are asked for stands beside the broker as well. */
function copySecrets(
  variables: Variables,
  { cr }: Cluster,
  objects: ObjectIndex,
  secrets: Map<Manifest, Manifest[]>,
): void {
  const made = new Map(
    [...secrets.values()].flat().filter(({ kind }) => kind === "Secret")
      .map((secret) => [placeOf(namespaceOf(secret), secret.metadata.name), secret]),
  );
  const [owner] = secrets.keys();
  for (const { name, namespace, secret, keys } of variables.copies) {
    const source = objects.get("Secret", namespace, secret) ?? made.get(placeOf(namespace, secret));
    if (!source || !owner) continue;
    const { data, stringData } = source as Mapping;
    secrets.get(owner)!.push(objectBeside(cr, "Secret", name, {
      data: only(data, keys),
      stringData: only(stringData, keys),
    }));
  }
}

function placeOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}

function only(values: unknown, keys: readonly string[]): Mapping {
  const all = mapping(values);
  return Object.fromEntries(
    keys.filter((key) => Object.hasOwn(all, key)).map((key) => [key, all[key]]),
  );
}

function defaultUser(
  { cr, settings }: Cluster,
  { user, username }: OwnSecrets,
  variables: Variables,
) {
  const name = variables.fromSecret(cr, user, "username");
  const vhost = settings.get("default_vhost") || "/";
  const tags = [...settings].flatMap(([key, value]) =>
    key.startsWith("default_user_tags.") && value === "true"
      ? [key.slice("default_user_tags.".length)]
      : []
  );
  const permission = (key: string) => settings.get(`default_permissions.${key}`) ?? ".*";
  return {
    name: name as Value,
    ...(username === undefined ? {} : { known: username }),
    vhost,
    definition: {
      name,
      password: variables.fromSecret(cr, user, "password"),
      tags: tags.length > 0 ? tags.join(",") : "administrator",
    },
    permission: {
      user: name,
      vhost,
      configure: permission("configure"),
      write: permission("write"),
      read: permission("read"),
    },
  };
}

/** The vhost that an object is declared in. */
export function vhostOf({ spec }: Manifest): string {
  return text(mapping(spec).vhost) || "/";
}

/** All vhosts: a broker does not start with definitions of a queue whose vhost is not there. */
function vhosts(
  declared: Declared,
  first: string,
  { report }: ControllerContext,
): Value[] {
  const items = new Map<string, Value>([[first, { name: first }]]);
  for (const { spec } of declared.vhost) {
    const { name, tags, defaultQueueType, tracing } = mapping(spec);
    items.set(text(name), {
      name: text(name),
      ...(texts(tags).length > 0 ? { tags: texts(tags) } : {}),
      ...(text(defaultQueueType) === "" ? {} : { default_queue_type: text(defaultQueueType) }),
      ...(tracing === true ? { tracing: true } : {}),
    });
  }
  const { vhost: _vhosts, user: _users, schemaReplication: _none, ...within } = declared;
  for (const object of Object.values(within).flat()) {
    const name = vhostOf(object);
    if (items.has(name)) continue;
    items.set(name, { name });
    report(object, "spec.vhost").warn(
      "missing-vhost",
      `there is no Vhost "${name}" of the broker, so one is declared along with it. Add the Vhost to the manifests`,
    );
  }
  return [...items.values()];
}

function vhostLimits({ spec }: Manifest): Value[] {
  const { name, limits } = mapping(spec);
  const { connections, queues } = mapping(limits);
  const value = {
    ...numbered("max-connections", connections),
    ...numbered("max-queues", queues),
  };
  if (Object.keys(value).length === 0) return [];
  return [{ vhost: text(name), component: "vhost-limits", name: "limits", value }];
}

function numbered(key: string, value: unknown): Record<string, number> {
  const number = wholeNumber(value);
  return number === undefined ? {} : { [key]: number };
}

function policyOf(policy: Manifest): Value {
  const { name, pattern, applyTo, priority, definition } = mapping(policy.spec);
  return {
    vhost: vhostOf(policy),
    name: text(name),
    pattern: text(pattern),
    "apply-to": text(applyTo) || "all",
    priority: wholeNumber(priority) ?? 0,
    definition: mapping(definition) as Value,
  };
}

function operatorPolicyOf(policy: Manifest): Value {
  const { name, pattern, applyTo, priority, definition } = mapping(policy.spec);
  return {
    vhost: vhostOf(policy),
    component: "operator_policy",
    name: text(name),
    value: {
      pattern: text(pattern),
      "apply-to": text(applyTo) || "queues",
      priority: wholeNumber(priority) ?? 0,
      definition: mapping(definition) as Value,
    },
  };
}

function queueOf(queue: Manifest): Value {
  const { name, type, durable, autoDelete, arguments: given } = mapping(queue.spec);
  return {
    vhost: vhostOf(queue),
    name: text(name),
    durable: durable === true,
    auto_delete: autoDelete === true,
    arguments: {
      ...(text(type) === "" ? {} : { "x-queue-type": text(type) }),
      ...mapping(given) as Record<string, Value>,
    },
  };
}

function exchangeOf(exchange: Manifest): Value {
  const { name, type, durable, autoDelete, arguments: given } = mapping(exchange.spec);
  return {
    vhost: vhostOf(exchange),
    name: text(name),
    type: text(type) || "direct",
    durable: durable === true,
    auto_delete: autoDelete === true,
    internal: false,
    arguments: mapping(given) as Value,
  };
}

function bindingOf(binding: Manifest): Value {
  const { source, destination, destinationType, routingKey, arguments: given } = mapping(
    binding.spec,
  );
  return {
    vhost: vhostOf(binding),
    source: text(source),
    destination: text(destination),
    destination_type: text(destinationType) || "queue",
    routing_key: text(routingKey),
    arguments: mapping(given) as Value,
  };
}

/** The most partitions that a super stream is taken to have; a number with a typing error has more. */
const MOST_PARTITIONS = 1000;

/** An exchange, and a stream for each routing key; both are called after the object, as the operator does it. */
function superStreamOf(stream: Manifest) {
  const { name } = stream.metadata;
  const { partitions, routingKeys } = mapping(stream.spec);
  const vhost = vhostOf(stream);
  const given = texts(routingKeys);
  const count = Math.min(wholeNumber(partitions) ?? 3, MOST_PARTITIONS);
  const keys = given.length > 0
    ? given
    : Array.from({ length: count }, (_, index) => String(index));
  return {
    exchange: {
      vhost,
      name,
      type: "direct",
      durable: true,
      auto_delete: false,
      internal: false,
      arguments: {},
    },
    queues: keys.map((key) => ({
      vhost,
      name: `${name}-${key}`,
      durable: true,
      auto_delete: false,
      arguments: { "x-queue-type": "stream" },
    })),
    bindings: keys.map((key, order) => ({
      vhost,
      source: name,
      destination: `${name}-${key}`,
      destination_type: "queue",
      routing_key: key,
      arguments: { "x-stream-partition-order": order },
    })),
  };
}
