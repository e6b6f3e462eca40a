/**
 * The Secrets of Connections.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  objectBeside,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { renderGoTemplate, TemplateError } from "@dekube/engine/pacts/go_template";
import type { Tls } from "./certificates.ts";
import { type Address, dsnOf, queryOf } from "./dsn.ts";
import { type SecretKey, secretKeyOf, type Secrets } from "./secrets.ts";
import { hostOf, mainService, metadataOf, portOf, type Server } from "./server.ts";

/** Where a Connection leads, as whom. */
export interface Target {
  /** Its namespace. */
  namespace: string;
  /** The Service, or the host of a server that is elsewhere. */
  service: string;
  /** Whether that is a host already. */
  isHost?: boolean;
  /** Its port. */
  port: number;
  /** What the operator calls the certificates of what it leads to; nothing without TLS. */
  tls?: string;
  /** The Secret with a client's certificate. */
  client?: string;
  /** What all that belongs to the server is given. */
  inherited?: Server["inherited"];
}

/** Where a server's own Connections lead. */
export function targetOf(
  server: Server,
  tls: Tls | undefined,
  service = mainService(server),
): Target {
  const { name, namespace, port, inherited } = server;
  return {
    namespace,
    service,
    port,
    inherited,
    ...tls ? { tls: `mariadb-${name}-${namespace}`, client: tls.client } : {},
  };
}

/** Who connects. */
export interface Login {
  /** The user. */
  user: string;
  /** Where the password is. */
  password?: SecretKey;
  /** The database. */
  database: string;
}

/** Who a Connection says that it is. */
export function loginOf(spec: Mapping): Login {
  const password = secretKeyOf(spec.passwordSecretKeyRef);
  return {
    user: text(spec.username),
    database: text(spec.database),
    ...password ? { password } : {},
  };
}

/** The Secret of a Connection, or of one that another resource has a template of: `path` is where it stands. */
export function connectionSecret(
  owner: Manifest,
  { name, template, path }: { name: string; template: Mapping; path: string },
  login: Login,
  target: Target,
  secrets: Secrets,
  ctx: ControllerContext,
): Manifest[] {
  const namespace = namespaceOf(owner);
  const secretName = text(template.secretName) || name;
  const report = (field: string) => ctx.report(owner, `${path}.${field}`);
  const password = login.password ? secrets.value(namespace, login.password) : "";
  if (password === undefined) {
    report("passwordSecretKeyRef").warn(
      "missing-credential",
      `the Secret "${login.password!.name}" with the key "${
        login.password!.key
      }" is missing, so the Secret "${secretName}" is not made. Add it to the manifests`,
    );
    return [];
  }
  const service = text(template.serviceName);
  const host = text(template.host) ||
    (target.isHost ? target.service : hostOf(target, service || target.service));
  const params = textMap(template.params);
  const client = text(mapping(template.tlsClientCertSecretRef).name) || target.client;
  const address: Address = {
    user: login.user,
    password,
    host,
    port: portOf(template.port, target.port),
    database: login.database,
    params,
    ...target.tls === undefined
      ? {}
      : { tls: client ? `${target.tls}-client-${client}` : target.tls },
  };
  const given = mapping(template.secretTemplate);
  const format = text(given.format);
  const content = format === "" ? dsnOf(address) : rendered(format, address);
  if (content === undefined) {
    report("secretTemplate.format").warn(
      "bad-template",
      `the template can't be filled in, so the Secret "${secretName}" is not made. Correct it`,
    );
    return [];
  }
  const key = (field: string, value: string): [string, string][] =>
    text(given[field]) === "" ? [] : [[text(given[field]), value]];
  const metadata = metadataOf(isMapping(given.metadata) ? given.metadata : given);
  return secrets.add(
    objectBeside(owner, "Secret", secretName, {
      type: "Opaque",
      stringData: Object.fromEntries([
        [text(given.key) || "dsn", content],
        ...key("usernameKey", address.user),
        ...key("passwordKey", address.password),
        ...key("hostKey", address.host),
        ...key("portKey", String(address.port)),
        ...address.database === "" ? [] : key("databaseKey", address.database),
      ]),
    }, {
      labels: { ...target.inherited?.labels, ...metadata.labels },
      annotations: { ...target.inherited?.annotations, ...metadata.annotations },
    }),
  );
}

function rendered(format: string, address: Address): string | undefined {
  try {
    return renderGoTemplate(format, {
      Username: address.user,
      Password: address.password,
      Host: address.host,
      Port: String(address.port),
      Database: address.database,
      Params: queryOf(address.params),
    });
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}
