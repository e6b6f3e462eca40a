/**
 * Certificates of a server, and those that it trusts, mounted where the operator mounts them.
 *
 * @module
 */

import { type ConvertContext, isMapping } from "@dekube/engine/pacts";
import { secretKeys } from "@dekube/engine/pacts/kubernetes";
import { plain, type Variable } from "./options.ts";
import type { MountedVolume } from "./pod_template.ts";
import type { Spec } from "./spec.ts";

const CERTIFICATES = "/mnt/certificates";
const TRUSTSTORES = "/opt/keycloak/conf/truststores";

/** Volumes to mount, and the variables that tell the server of them. */
export interface Mounted {
  /** Volumes with their places. */
  volumes: MountedVolume[];
  /** Variables. */
  variables: Variable[];
}

/** The TLS Secret (`spec.http.tlsSecret`); where it is missing, the server speaks HTTP, and that is said. */
export function certificates(spec: Spec, ctx: ConvertContext): Mounted {
  const secretName = spec.text("http.tlsSecret");
  if (secretName === "") return { volumes: [], variables: [] };
  const secret = ctx.secrets.get(spec.resource.namespace, secretName);
  const keys = secret ? secretKeys(secret) : [];
  if (!keys.includes("tls.crt") || !keys.includes("tls.key")) {
    spec.warn(
      "no-tls-secret",
      `there is no Secret "${secretName}" with tls.crt and tls.key, so the server speaks HTTP. Add it to the manifests, or the extension that issues it: --extension cert-manager`,
      "http.tlsSecret",
    );
    return { volumes: [], variables: [] };
  }
  const name = "keycloak-tls-certificates";
  return {
    volumes: [{ volume: { name, secret: { secretName } }, mountPath: CERTIFICATES }],
    variables: [
      plain("KC_HTTPS_CERTIFICATE_FILE", `${CERTIFICATES}/tls.crt`),
      plain("KC_HTTPS_CERTIFICATE_KEY_FILE", `${CERTIFICATES}/tls.key`),
    ],
  };
}

/** `spec.truststores`: a Secret or ConfigMap each. The server would not start with a path that is not there. */
export function truststores(spec: Spec, ctx: ConvertContext): Mounted {
  const volumes = Object.entries(spec.group("truststores")).flatMap(([store, source]) => {
    const path = `truststores.${store}`;
    const isSecret = isMapping(source) && isMapping(source.secret);
    const field = ["truststores", store, isSecret ? "secret" : "configMap"];
    const kind = isSecret ? "Secret" : "ConfigMap";
    const name = spec.text([...field, "name"]);
    if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name)) {
      spec.warn(
        "bad-reference",
        `the truststore "${store}" names no Secret and no ConfigMap; it is left out`,
        path,
      );
      return [];
    }
    const index = isSecret ? ctx.secrets : ctx.configMaps;
    if (!index.get(spec.resource.namespace, name)) {
      if (spec.flag([...field, "optional"]) === true) return [];
      spec.warn(
        isSecret ? "missing-secret" : "missing-config-map",
        `there is no ${kind} "${name}", so the server does not trust what is in it. Add it to the manifests, or load the extension that makes it`,
        path,
      );
      return [];
    }
    const folder = `${kind.toLowerCase()}-${name}`;
    const volume = {
      name: `truststore-${folder}`,
      ...(isSecret ? { secret: { secretName: name } } : { configMap: { name } }),
    };
    return [{ volume, mountPath: `${TRUSTSTORES}/${folder}` }];
  });
  // One object may be named twice, and can be mounted once.
  const unique = [...new Map(volumes.map((volume) => [volume.mountPath, volume])).values()];
  const paths = unique.map(({ mountPath }) => mountPath).join(",");
  return {
    volumes: unique,
    variables: paths === "" ? [] : [plain("KC_TRUSTSTORE_PATHS", paths)],
  };
}
