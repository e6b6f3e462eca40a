/**
 * MaxScales. With one server there is nothing to route, so that their names lead to the server itself.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  isOn,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  objectBeside,
  type ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import type { Declared } from "./declared.ts";
import { kindsOf } from "./kinds.ts";
import { type SecretKey, secretKeyOf, type Secrets } from "./secrets.ts";
import { type Server, serviceNames } from "./server.ts";
import type { ServerIndex } from "./server_index.ts";
import { hasCordon, type Port, serviceOf } from "./services.ts";
import { isName } from "./sql.ts";

/** A MaxScale in front of a server. */
export interface MaxScale {
  /** The MaxScale, or the MariaDB that has one of its own. */
  cr: Manifest;
  /** Its `spec`. */
  spec: Mapping;
  /** Where that stands. */
  path: string;
  /** Its name. */
  name: string;
  /** The server behind it. */
  server: Server;
  /** Where it listens. */
  listeners: readonly Port[];
  /** Whether clients are to speak TLS with it. */
  hasTls: boolean;
  /** How many of it there would be. */
  replicas: number;
}

/** Reads the MaxScales whose server is here. */
export function maxScalesOf(
  servers: readonly Server[],
  index: ServerIndex,
  objects: ObjectIndex,
  ctx: ControllerContext,
): MaxScale[] {
  // Earlier versions had it in the MariaDB.
  const own = servers.flatMap((server) => {
    const spec = mapping(server.spec.maxScale);
    return spec.enabled === true
      ? [readMaxScale(server.cr, spec, "spec.maxScale", `${server.name}-maxscale`, server)]
      : [];
  });
  return [
    ...own,
    ...objects.of(...kindsOf("MaxScale")).flatMap((cr) => {
      const server = serverOf(cr, index, ctx);
      return server ? [readMaxScale(cr, mapping(cr.spec), "spec", cr.metadata.name, server)] : [];
    }),
  ];
}

function readMaxScale(
  cr: Manifest,
  spec: Mapping,
  path: string,
  name: string,
  server: Server,
): MaxScale {
  const given = mappings(spec.services).flatMap(({ name, listener }) => {
    const { port, name: own } = mapping(listener);
    const number = wholeNumber(port);
    return number === undefined
      ? []
      : [{ name: text(own) || `${text(name)}-listener`, port: number }];
  });
  const listeners = given.length > 0 ? given : [{ name: "rw-router-listener", port: 3306 }];
  const tls = spec.tls;
  return {
    cr,
    spec,
    path,
    name,
    server,
    listeners: listeners.map((listener) => ({ ...listener, targetPort: server.port })),
    hasTls: isMapping(tls) ? isOn(tls.enabled) : server.requiresTls,
    replicas: wholeNumber(spec.replicas) ?? 1,
  };
}

/** The server behind a MaxScale: the one that it names, or that the address of one of its servers is of. */
function serverOf(cr: Manifest, index: ServerIndex, ctx: ControllerContext): Server | undefined {
  const { mariaDbRef, servers } = mapping(cr.spec);
  if (isMapping(mariaDbRef)) {
    const server = index.of(cr, ctx);
    if (server && server.namespace !== namespaceOf(cr)) {
      ctx.report(cr, "spec.mariaDbRef.namespace").warn(
        "distant-server",
        `the MariaDB "${server.name}" is in another namespace, and a Service leads to pods of its own alone, so the MaxScale is left out. Have clients ask for ${server.name}.${server.namespace}`,
      );
      return undefined;
    }
    return server;
  }
  for (const { address } of mappings(servers)) {
    const [first, second, third] = text(address).split(".");
    // `db-0.db-internal.shop`, or the name of a Service.
    const [name, namespace] = /-internal$/.test(second ?? "")
      ? [second.replace(/-internal$/, ""), third]
      : [first.replace(/-primary$/, ""), second];
    const server = index.get(namespace || namespaceOf(cr), name);
    if (server && server.namespace === namespaceOf(cr)) return server;
  }
  ctx.report(cr, "spec.servers").warn(
    "outside-server",
    "no MariaDB of the manifests is behind it, so the MaxScale is left out. Have clients connect to its servers themselves",
  );
  return undefined;
}

/** Names that its clients know it by. */
export function maxScaleNames({ name, server, hasTls }: MaxScale): string[] {
  return hasTls ? serviceNames(server, name) : [];
}

/** Users that the operator makes for a MaxScale, by what its fields begin with. */
const USERS = ["client", "server", "monitor", "sync"] as const;

/** Where the password of one is. */
function passwordKey({ spec, name }: MaxScale, user: string): SecretKey {
  return secretKeyOf(mapping(spec.auth)[`${user}PasswordSecretKeyRef`]) ??
    { name: `${name}-${user}`, key: "password" };
}

/** The user that clients are. */
export function clientOf(maxScale: MaxScale): { user: string; password: SecretKey } {
  const given = text(mapping(maxScale.spec.auth).clientUsername);
  return {
    user: isName(given) ? given : `${maxScale.name}-client`,
    password: passwordKey(maxScale, "client"),
  };
}

/** Declares the user that clients are, in the server: MaxScale asks the server who may come in. */
export function declareClient(maxScale: MaxScale, { users, grants }: Declared): void {
  const { spec, server, replicas } = maxScale;
  const auth = mapping(spec.auth);
  if (auth.generate === false) return;
  const { user, password } = clientOf(maxScale);
  users.push({
    namespace: server.namespace,
    name: user,
    host: "%",
    credential: { by: "password", secret: password },
    require: [],
    maxConnections: wholeNumber(auth.clientMaxConnections) || 30 * Math.max(replicas, 1),
  });
  grants.push({
    privileges: ["SELECT", "INSERT", "UPDATE", "DELETE"],
    database: "*",
    table: "*",
    user,
    host: "%",
    grantOption: false,
  });
}

/** The Services that lead to the server in the place of the MaxScale, and its Secrets. */
export function objectsOfMaxScale(
  maxScale: MaxScale,
  encrypts: boolean,
  secrets: Secrets,
  ctx: ControllerContext,
): Manifest[] {
  const { cr, spec, path, name, server, listeners, hasTls, replicas } = maxScale;
  const report = (field: string) => ctx.report(cr, `${path}.${field}`);
  if (hasTls && !encrypts) {
    report("tls").error(
      "no-listener-tls",
      `clients are to speak TLS with the MaxScale, and the MariaDB "${server.name}" has no certificate, so the MaxScale is left out. Set tls.enabled of the MariaDB`,
    );
    return [];
  }
  report("services").info(
    "no-maxscale",
    `there is one server, so no MaxScale runs, and its Service "${name}" leads to the server itself; there is neither its API nor its GUI`,
  );
  const made = secretsOf(maxScale, secrets);
  const isCordoned = hasCordon(spec) || hasCordon(server.spec);
  return [
    ...made,
    serviceOf(server, name, listeners, spec.kubernetesService, { origin: cr, isCordoned }),
    objectBeside(cr, "Service", `${name}-internal`, {
      spec: {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        selector: { ...server.selector },
        ports: listeners.map((listener) => ({ ...listener })),
      },
    }),
  ];

  function secretsOf(maxScale: MaxScale, secrets: Secrets): Manifest[] {
    const auth = mapping(spec.auth);
    const names = auth.generate === false
      ? []
      : USERS.filter((user) => user !== "sync" || replicas > 1);
    const metrics = mapping(spec.metrics).enabled === true ? ["metrics"] : [];
    return ["admin", ...metrics, ...names].flatMap((user) => {
      const field = `${user}PasswordSecretKeyRef`;
      const given = auth[field];
      return secrets.ensure(cr, server.namespace, passwordKey(maxScale, user), {
        path: `${path}.auth.${field}`,
        generates: !isMapping(given) || given.generate === true,
      });
    });
  }
}
