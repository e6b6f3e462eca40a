/**
 * What takes the place of the operator's resources.
 *
 * @module
 */

import {
  append,
  type ControllerContext,
  isMapping,
  isOn,
  type Manifest,
  mapping,
  namespaceOf,
  ObjectIndex,
  readSettings,
  text,
} from "@dekube/engine/pacts";
import { certificatesOf, type Tls } from "./certificates.ts";
import { configOf } from "./config.ts";
import { connectionSecret, loginOf, type Target, targetOf } from "./connections.ts";
import { type Declared, declaredIn, initialCredential, type Reading } from "./declared.ts";
import { kindsOf } from "./kinds.ts";
import { sayBackups, sayLeftOut } from "./left_out.ts";
import {
  clientOf,
  declareClient,
  type MaxScale,
  maxScaleNames,
  maxScalesOf,
  objectsOfMaxScale,
} from "./maxscale.ts";
import { declareMetrics, exporterOf, hasMetrics, metricsKey } from "./metrics.ts";
import { serverSet } from "./pod.ts";
import { rootKey } from "./root.ts";
import { Secrets } from "./secrets.ts";
import { portOf, type Server, serversOf } from "./server.ts";
import { ServerIndex } from "./server_index.ts";
import { servicesOf } from "./services.ts";
import { SETTINGS } from "./settings.ts";
import { setupOf } from "./setup.ts";
import { objectsOfSqlJobs } from "./sql_jobs.ts";

/** New objects by the resource whose place they take. */
export function controller(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const objects = new ObjectIndex(manifests);
  const made = new Map<Manifest, Manifest[]>();
  const secrets = new Secrets(objects, ctx);
  const servers = serversOf(objects, ctx);
  const index = new ServerIndex(servers, objects);
  const reading: Reading = { index, objects, secrets, made, ctx };
  for (const server of servers) made.set(server.cr, ownSecrets(server, secrets));
  const declared = declaredIn(servers, reading);
  for (const cr of objects.of(...kindsOf("MaxScale", "ExternalMariaDB"))) made.set(cr, []);
  const maxScales = Map.groupBy(maxScalesOf(servers, index, objects, ctx), ({ server }) => server);
  const certificates = new Map<Server, Tls | undefined>();
  for (const server of servers) {
    const found = objectsOfServer(
      server,
      declared.get(server)!,
      maxScales.get(server) ?? [],
      reading,
    );
    if (found) certificates.set(server, found.tls);
  }
  objectsOfSqlJobs(certificates, reading);
  connections(certificates, [...maxScales.values()].flat(), reading);
  sayBackups(objects, made, ctx);
  return made;
}

/** The passwords that a MariaDB names. */
function ownSecrets(server: Server, secrets: Secrets): Manifest[] {
  const { cr, spec, namespace } = server;
  const generates = (value: unknown) => !isMapping(value) || value.generate === true;
  const ensure = (field: string, key: Parameters<Secrets["ensure"]>[2], value: unknown) =>
    secrets.ensure(cr, namespace, key, { path: `spec.${field}`, generates: generates(value) });
  const root = rootKey(server);
  const user = initialCredential(server);
  return [
    ...root ? ensure("rootPasswordSecretKeyRef", root, spec.rootPasswordSecretKeyRef) : [],
    ...user?.by === "password"
      ? ensure("passwordSecretKeyRef", user.secret, spec.passwordSecretKeyRef)
      : [],
    ...hasMetrics(server)
      ? ensure(
        "metrics.passwordSecretKeyRef",
        metricsKey(server),
        mapping(spec.metrics).passwordSecretKeyRef,
      )
      : [],
  ];
}

/** What is made of a MariaDB; its certificates, or nothing where it must not run without any. */
function objectsOfServer(
  server: Server,
  declared: Declared,
  maxScales: readonly MaxScale[],
  { objects, secrets, made, ctx }: Reading,
): { tls: Tls | undefined } | undefined {
  const { cr } = server;
  const names = maxScales.flatMap(maxScaleNames);
  const copies = maxScales.filter(({ hasTls }) => hasTls).map(({ name }) => `${name}-ca-bundle`);
  const found = certificatesOf(server, names, copies, secrets, ctx);
  if (!found) {
    made.set(cr, []);
    return undefined;
  }
  const { tls } = found;
  sayLeftOut(server, ctx);
  for (const maxScale of maxScales) {
    const objects = objectsOfMaxScale(maxScale, tls !== undefined, secrets, ctx);
    if (objects.length > 0) declareClient(maxScale, declared);
    append(made.get(maxScale.cr)!, objects);
  }
  if (hasMetrics(server)) declareMetrics(server, declared);
  const config = configOf(server, tls, ctx);
  const { exporter_image } = readSettings("mariadb", SETTINGS, ctx);
  const all = [
    serverSet(server, tls, config.sources),
    ...servicesOf(server),
    ...config.made,
    ...found.made,
    ...setupOf(server, declared, tls, secrets),
    ...hasMetrics(server) ? exporterOf(server, tls, exporter_image, objects) : [],
    ...ownConnections(server, tls, secrets, ctx),
  ];
  append(made.get(cr)!, all);
  return { tls };
}

/** The Connections that a MariaDB has templates of. */
function ownConnections(
  server: Server,
  tls: Tls | undefined,
  secrets: Secrets,
  ctx: ControllerContext,
): Manifest[] {
  const { cr, spec, name, isCluster } = server;
  const credential = initialCredential(server);
  if (credential?.by !== "password" || text(spec.database) === "") return [];
  const login = {
    user: text(spec.username),
    password: credential.secret,
    database: text(spec.database),
  };
  const kinds: [field: string, secret: string, service?: string][] = [
    ["connection", name],
    ...isCluster
      ? [
        ["primaryConnection", `${name}-primary`, `${name}-primary`],
        ["secondaryConnection", `${name}-secondary`, `${name}-secondary`],
      ] as [string, string, string][]
      : [],
  ];
  return kinds.flatMap(([field, secret, service]) => {
    const template = spec[field];
    if (!isMapping(template)) return [];
    const found = { name: secret, template, path: `spec.${field}` };
    return connectionSecret(cr, found, login, targetOf(server, tls, service), secrets, ctx);
  });
}

/** The Secrets of Connections, and of the templates that MaxScales and servers elsewhere have. */
function connections(
  certificates: ReadonlyMap<Server, Tls | undefined>,
  maxScales: readonly MaxScale[],
  { index, objects, secrets, made, ctx }: Reading,
): void {
  const byName = new Map(
    maxScales.map((maxScale) => [keyOf(namespaceOf(maxScale.cr), maxScale.name), maxScale]),
  );
  const targetOfMaxScale = ({ name, server, listeners, hasTls }: MaxScale): Target => ({
    namespace: server.namespace,
    service: name,
    port: listeners[0].port,
    ...hasTls ? { tls: `maxscale-${name}-${server.namespace}` } : {},
  });
  for (const maxScale of maxScales) {
    const template = maxScale.spec.connection;
    if (!isMapping(template) || !certificates.has(maxScale.server)) continue;
    const { user, password } = clientOf(maxScale);
    const found = {
      name: `${maxScale.name}-connection`,
      template,
      path: `${maxScale.path}.connection`,
    };
    const login = { user, password, database: "" };
    append(
      made.get(maxScale.cr)!,
      connectionSecret(maxScale.cr, found, login, targetOfMaxScale(maxScale), secrets, ctx),
    );
  }
  for (const cr of objects.of(...kindsOf("ExternalMariaDB"))) {
    const spec = mapping(cr.spec);
    if (!isMapping(spec.connection)) continue;
    const found = { name: cr.metadata.name, template: spec.connection, path: "spec.connection" };
    append(
      made.get(cr)!,
      connectionSecret(cr, found, loginOf(spec), targetOutside(cr), secrets, ctx),
    );
  }
  for (const cr of objects.of(...kindsOf("Connection"))) {
    made.set(cr, []);
    const spec = mapping(cr.spec);
    const target = targetOfConnection(cr);
    if (!target) continue;
    const found = { name: cr.metadata.name, template: spec, path: "spec" };
    made.set(cr, connectionSecret(cr, found, loginOf(spec), target, secrets, ctx));
  }

  function targetOfConnection(cr: Manifest): Target | undefined {
    const { maxScaleRef } = mapping(cr.spec);
    if (isMapping(maxScaleRef)) {
      const name = text(maxScaleRef.name);
      const found = byName.get(keyOf(text(maxScaleRef.namespace) || namespaceOf(cr), name));
      if (found && certificates.has(found.server)) return targetOfMaxScale(found);
      ctx.report(cr, "spec.maxScaleRef").warn(
        "missing-server",
        `there is no MaxScale "${name}", so nothing is made of it. Add the MaxScale to the manifests, or correct the name`,
      );
      return undefined;
    }
    const outside = index.outside(cr);
    if (outside) return targetOutside(outside);
    const server = index.of(cr, ctx);
    return server && certificates.has(server)
      ? targetOf(server, certificates.get(server))
      : undefined;
  }
}

/** A server that is elsewhere. */
function targetOutside(cr: Manifest): Target {
  const { host, port, tls } = mapping(cr.spec);
  const namespace = namespaceOf(cr);
  return {
    namespace,
    service: text(host),
    isHost: true,
    port: portOf(port),
    ...isOn(mapping(tls).enabled) ? { tls: `mariadb-${cr.metadata.name}-${namespace}` } : {},
  };
}

/** No name holds what JSON puts between. */
function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}
