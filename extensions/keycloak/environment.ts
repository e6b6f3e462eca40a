/**
 * The whole environment of a Keycloak server.
 *
 * @module
 */

import { type ConvertContext, text } from "@dekube/engine/pacts";
import type { Env } from "@dekube/engine/pacts/kubernetes";
import { adminVariables } from "./admin.ts";
import { databasePort } from "./database.ts";
import type { Image } from "./image.ts";
import { CERTIFICATE_VARIABLES } from "./listeners.ts";
import {
  additionalVariables,
  fieldVariables,
  ownVariables,
  plain,
  type Variable,
} from "./options.ts";
import { templateVariables } from "./pod_template.ts";
import type { Spec } from "./spec.ts";

/** From this version on `proxy-headers` says which of a proxy's headers to believe. */
const FIRST_WITH_PROXY_HEADERS = 24;

/** What a cluster of servers would need to share its caches. */
const CLUSTER_CACHE =
  /^(KC|KCKEY)_CACHE(_STACK|_CONFIG_FILE|_CONFIG_MUTATE|_EMBEDDED_(MTLS|NETWORK)_.*)?$/;

/**
 * Variables of a server, each once. The pod template's win, then the fields', then the additional
 * options, then `env`, as the operator has it; what one container behind a proxy needs is added where it is not set.
 *
 * @param mounted Variables that tell of what is mounted.
 * @param inherited What the pod template's `envFrom` brings: it counts where nothing else sets a variable.
 */
export function serverVariables(
  spec: Spec,
  image: Image,
  mounted: readonly Variable[],
  inherited: Env,
  ctx: ConvertContext,
): Variable[] {
  const declared = firstOfEach([
    ...templateVariables(spec),
    ...fieldVariables(spec),
    ...mounted.filter(({ name }) => name !== "KC_TRUSTSTORE_PATHS"),
    ...adminVariables(spec, image.major, ctx),
    ...additionalVariables(spec),
    ...ownVariables(spec),
    ...mounted,
  ]);
  const alone = withoutCluster(spec, declared);
  const known = firstOfEach([
    ...alone,
    ...Object.entries(inherited).map(([name, value]) => plain(name, value)),
  ]);
  const corrected = [...databasePort(spec, known, ctx), ...listener(spec, known)];
  return firstOfEach([
    ...alone.map((variable) => corrected.find(({ name }) => name === variable.name) ?? variable),
    ...corrected,
    ...defaults(spec, image, known),
  ]);
}

function firstOfEach(variables: readonly Variable[]): Variable[] {
  const byName = new Map<string, Variable>();
  for (const variable of variables) {
    const name = text(variable.name);
    if (!byName.has(name)) byName.set(name, variable);
  }
  return [...byName.values()];
}

/** One server has nobody to share its caches with. */
function withoutCluster(spec: Spec, variables: readonly Variable[]): Variable[] {
  const isOfCluster = ({ name }: Variable) => CLUSTER_CACHE.test(text(name));
  const dropped = variables.filter(isOfCluster).map(({ name }) => name);
  if (spec.text("cache.configMapFile.name") !== "") dropped.push("cache.configMapFile");
  if (dropped.length > 0) {
    spec.info(
      "local-cache",
      `there is one server, which keeps its caches to itself, so these are left out: ${
        dropped.join(", ")
      }`,
      "cache",
    );
  }
  return variables.filter((variable) => !isOfCluster(variable));
}

/** What is not set and would differ from the cluster, or keep the server from starting. */
function defaults(spec: Spec, image: Image, variables: readonly Variable[]): Variable[] {
  const has = (name: string) => variables.some((variable) => variable.name === name);
  const proxy = image.major < FIRST_WITH_PROXY_HEADERS
    ? plain("KC_PROXY", isSecure(variables) ? "reencrypt" : "edge")
    : plain("KC_PROXY_HEADERS", "xforwarded");
  const isNamed = has("KC_HOSTNAME") || has("KC_HOSTNAME_URL") || has("KC_HOSTNAME_STRICT");
  if (!isNamed) {
    spec.warn(
      "no-hostname",
      "the server has no host name, so it takes the one of each request. Set spec.hostname.hostname",
      "hostname",
    );
  }
  if (!variables.some(({ name }) => /^KC_DB(_URL.*)?$/.test(text(name)))) {
    spec.warn(
      "no-database",
      "no database is set, so the server keeps its data in its container, where it is lost when the container is made anew. Set spec.db",
      "db",
    );
  }
  return [
    plain("KC_CACHE", "local"),
    ...(has("KC_HEALTH_ENABLED") ? [] : [plain("KC_HEALTH_ENABLED", "true")]),
    ...(has("KC_METRICS_ENABLED") ? [] : [plain("KC_METRICS_ENABLED", "true")]),
    ...(isNamed ? [] : [plain("KC_HOSTNAME_STRICT", "false")]),
    ...(has("KC_PROXY") || has("KC_PROXY_HEADERS") ? [] : [proxy]),
  ];
}

function isSecure(variables: readonly Variable[]): boolean {
  return CERTIFICATE_VARIABLES.some((name) => variables.some((variable) => variable.name === name));
}

/** Without a certificate the server has to speak HTTP, whatever the fields say. */
function listener(spec: Spec, variables: readonly Variable[]): Variable[] {
  if (isSecure(variables)) return [];
  const isOff = variables.some(({ name, value }) => name === "KC_HTTP_ENABLED" && value !== "true");
  if (isOff && spec.text("http.tlsSecret") === "") {
    spec.warn(
      "no-certificate",
      "HTTP is off and there is no certificate for HTTPS, so HTTP is on. Set spec.http.tlsSecret",
      "http",
    );
  }
  return [plain("KC_HTTP_ENABLED", "true")];
}
