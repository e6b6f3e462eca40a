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
  /** Settings. */
  properties: Map<string, string>;
  /** Lines of a start script, which add to the file `$properties` what only Secrets know. */
  script: string;
  /** Variables of the container. */
  env: Mapping[];
  /** Volumes and mounts. */
  volumes: Mapping[];
  mounts: Mapping[];
}

const FOLDER = "/opt/dekube/access";
const MADE = "/tmp/dekube";

/** Reads `tls` and `authentication` of a program. Settings are for each of the prefixes. */
export function clientAccess(
  manifest: Manifest,
  spec: Mapping,
  prefixes: readonly string[],
  ctx: ControllerContext,
): ClientAccess {
  const own = new Map<string, string>();
  const tls = spec.tls === undefined || spec.tls === null ? undefined : mapping(spec.tls);
  const authentication = mapping(spec.authentication);
  const type = text(authentication.type);
  const sources: Mapping[] = [];
  const env: Mapping[] = [];
  const lines = [`umask 077`, `mkdir -p ${MADE}`];
  const trusted = mappings(tls?.trustedCertificates);
  for (const [index, { secretName, certificate, pattern }] of trusted.entries()) {
    // A pattern stands for the authority's certificate, which is the one file of that Secret to trust.
    const key = text(certificate) || (pattern ? "ca.crt" : "");
    sources.push({ secret: { name: text(secretName), items: [{ key, path: `ca-${index}.crt` }] } });
  }
  if (trusted.length > 0) {
    lines.push(`cat ${FOLDER}/ca-*.crt > ${MADE}/trusted.pem`);
    own.set("ssl.truststore.type", "PEM");
    own.set("ssl.truststore.location", `${MADE}/trusted.pem`);
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
      `{ openssl pkcs8 -topk8 -nocrypt -in ${FOLDER}/own.key 2>/dev/null || cat ${FOLDER}/own.key; cat ${FOLDER}/own.crt; } > ${MADE}/own.pem`,
    );
    own.set("ssl.keystore.type", "PEM");
    own.set("ssl.keystore.location", `${MADE}/own.pem`);
  } else if (type === "scram-sha-512" || type === "scram-sha-256" || type === "plain") {
    const { secretName, password } = mapping(authentication.passwordSecret);
    env.push({
      name: "DEKUBE_PASSWORD",
      valueFrom: { secretKeyRef: { name: text(secretName), key: text(password) } },
    });
    own.set("sasl.mechanism", type.toUpperCase());
    const sort = type === "plain" ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
    const login = propertyValue(
      `org.apache.kafka.common.security.${sort} required username=${
        jaasQuote(text(authentication.username))
      } password="`,
    );
    lines.push(
      // First for JAAS, where quotes end a word, then for the file of settings.
      `quoted=\${DEKUBE_PASSWORD//\\\\/\\\\\\\\}; quoted=\${quoted//\\"/\\\\\\"}; quoted=\${quoted//\\\\/\\\\\\\\}`,
      `for prefix in ${prefixes.map(shellQuote).join(" ")}; do`,
      `  printf '%ssasl.jaas.config=%s%s";\\n' "$prefix" ${
        shellQuote(login)
      } "$quoted" >> "$properties"`,
      `done`,
    );
  } else if (type === "custom") {
    for (const [key, value] of entries(mapping(authentication.config))) own.set(key, text(value));
  } else if (type !== "") {
    ctx.report(manifest, "spec.authentication.type").error(
      "unsupported-authentication",
      `it is to show who it is by "${type}", which can't be done here, so the cluster refuses it. Use tls, scram-sha-512 or custom`,
    );
  }
  const properties = new Map(
    prefixes.flatMap((prefix) => [...own].map(([key, value]) => [prefix + key, value] as const)),
  );
  const hasFiles = sources.length > 0;
  return {
    properties,
    script: lines.join("\n"),
    env,
    volumes: hasFiles ? [{ name: "dekube-access", projected: { sources } }] : [],
    mounts: hasFiles ? [{ name: "dekube-access", mountPath: FOLDER, readOnly: true }] : [],
  };
}
