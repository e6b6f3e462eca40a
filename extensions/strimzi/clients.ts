/**
 * How clients of a cluster trust it and show who they are: settings, files, and what a start script makes of both.
 *
 * @module
 */

import {
  type ControllerContext,
  entries,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  text,
} from "@dekube/engine/pacts";
import { shellQuote } from "@dekube/engine/pacts/kubernetes";
import { jaasQuote, propertyValue } from "./properties.ts";

/** What a program needs to reach a cluster. */
export interface ClientAccess {
  /** Settings, without prefixes. */
  properties: Map<string, string>;
  /** How it logs in with a password: the setting up to that, and the variable that has it. */
  login?: { start: string; variable: string };
  /** Lines of a start script, which make the files that the settings name. */
  script: string[];
  /** Variables of the container. */
  env: Mapping[];
  /** Volumes and mounts. */
  volumes: Mapping[];
  mounts: Mapping[];
}

/**
 * Reads `tls` and `authentication` of what has these fields, at `path` of the object. `name` tells the clusters of one
 * program apart.
 */
export function clientAccess(
  manifest: Manifest,
  spec: Mapping,
  { name, path }: { name: string; path: string },
  ctx: ControllerContext,
): ClientAccess {
  const folder = `/opt/dekube/access-${name}`;
  const files = `/tmp/dekube/${name}`;
  const own = new Map<string, string>();
  const tls = spec.tls === undefined || spec.tls === null ? undefined : mapping(spec.tls);
  const authentication = mapping(spec.authentication);
  const type = text(authentication.type);
  const sources: Mapping[] = [];
  const env: Mapping[] = [];
  const lines: string[] = [];
  let login: ClientAccess["login"];
  const trusted = mappings(tls?.trustedCertificates);
  for (const [index, { secretName, certificate, pattern }] of trusted.entries()) {
    // A pattern stands for the authority's certificate, which is the one file of that Secret to trust.
    const key = text(certificate) || (pattern ? "ca.crt" : "");
    sources.push({ secret: { name: text(secretName), items: [{ key, path: `ca-${index}.crt` }] } });
  }
  if (trusted.length > 0) {
    lines.push(`cat ${folder}/ca-*.crt > ${files}-trusted.pem`);
    own.set("ssl.truststore.type", "PEM");
    own.set("ssl.truststore.location", `${files}-trusted.pem`);
  }
  const isSasl = type.startsWith("scram-") || type === "plain" ||
    type === "custom" && authentication.sasl === true;
  if (tls || isSasl) {
    own.set("security.protocol", `${isSasl ? "SASL_" : ""}${tls ? "SSL" : "PLAINTEXT"}`);
  }
  if (type === "tls") {
    const { secretName, certificate, key } = mapping(authentication.certificateAndKey);
    sources.push({
      secret: {
        name: text(secretName),
        items: [{ key: text(certificate), path: "own.crt" }, { key: text(key), path: "own.key" }],
      },
    });
    lines.push(
      `{ openssl pkcs8 -topk8 -nocrypt -in ${folder}/own.key 2>/dev/null || cat ${folder}/own.key; cat ${folder}/own.crt; } > ${files}-own.pem`,
    );
    own.set("ssl.keystore.type", "PEM");
    own.set("ssl.keystore.location", `${files}-own.pem`);
  } else if (type === "scram-sha-512" || type === "scram-sha-256" || type === "plain") {
    const { secretName, password } = mapping(authentication.passwordSecret);
    const variable = `DEKUBE_PASSWORD_${name.toUpperCase()}`;
    env.push({
      name: variable,
      valueFrom: { secretKeyRef: { name: text(secretName), key: text(password) } },
    });
    own.set("sasl.mechanism", type.toUpperCase());
    const sort = type === "plain" ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
    const start = `org.apache.kafka.common.security.${sort} required username=${
      jaasQuote(text(authentication.username))
    } password="`;
    login = { start, variable };
  } else if (type === "custom") {
    for (const [key, value] of entries(mapping(authentication.config))) own.set(key, text(value));
  } else if (type !== "") {
    ctx.report(manifest, `${path}.authentication.type`).error(
      "unsupported-authentication",
      `it is to show who it is by "${type}", which can't be done here, so the cluster refuses it. Use tls, scram-sha-512 or custom`,
    );
  }
  const hasFiles = sources.length > 0;
  const volume = `dekube-access-${name}`;
  return {
    properties: own,
    ...login ? { login } : {},
    script: lines,
    env,
    volumes: hasFiles ? [{ name: volume, projected: { sources } }] : [],
    mounts: hasFiles ? [{ name: volume, mountPath: folder, readOnly: true }] : [],
  };
}

/** Settings under each of some prefixes. */
export function prefixed(
  { properties }: ClientAccess,
  prefixes: readonly string[],
): [string, string][] {
  return prefixes.flatMap((prefix) =>
    [...properties].map(([key, value]): [string, string] => [prefix + key, value])
  );
}

/** Lines that add the login to the file `$properties` under each of some prefixes. */
export function loginScript({ login }: ClientAccess, prefixes: readonly string[]): string[] {
  if (!login) return [];
  const { start, variable } = login;
  return [
    // First for JAAS, where quotes end a word, then for the file of settings. A line break would be the end of both.
    `quoted=\${${variable}//[$'\\r\\n']/}; quoted=\${quoted//\\\\/\\\\\\\\}; quoted=\${quoted//\\"/\\\\\\"}; quoted=\${quoted//\\\\/\\\\\\\\}`,
    `for prefix in ${prefixes.map(shellQuote).join(" ")}; do`,
    `  printf '%ssasl.jaas.config=%s%s";\\n' "$prefix" ${
      shellQuote(propertyValue(start))
    } "$quoted" >> "$properties"`,
    "done",
  ];
}
