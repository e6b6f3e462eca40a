/**
 * Pods that run `mc` against a Tenant.
 *
 * @module
 */

import { type Mapping, mappings } from "@dekube/engine/pacts";
import { authorityFiles } from "./certificates.ts";
import type { Environment } from "./environment.ts";
import { identityIn } from "./server.ts";
import { endpointOf, type Tenant } from "./tenant.ts";

/**
 * Where the authorities lie that are to be trusted, and what `mc` keeps: in memory, since the password is part of it.
 */
const AUTHORITIES = "/dekube/authorities";
const FOLDER = "/dev/shm/mc";

/**
 * Waits until the server takes the root user's credentials, and calls it `$ALIAS`. What the last attempt says is shown
 * where none succeeds; the container then starts anew.
 */
const LOGIN = `set -eu
mkdir -p ${FOLDER}/certs/CAs
if [ -d ${AUTHORITIES} ]; then cp ${AUTHORITIES}/* ${FOLDER}/certs/CAs/; fi
user=\${MINIO_ROOT_USER:-\${MINIO_ACCESS_KEY:-}}
password=\${MINIO_ROOT_PASSWORD:-\${MINIO_SECRET_KEY:-}}
attempt=1
until said=$(mc alias set "$ALIAS" "$ENDPOINT" "$user" "$password" 2>&1); do
  if [ "$attempt" -ge 60 ]; then echo "$said" >&2; exit 1; fi
  attempt=$((attempt + 1))
  sleep 2
done
`;

/** A container that logs in and then runs a script, with arguments of its own. */
export function clientContainer(
  tenant: Tenant,
  { credentials }: Environment,
  { name, alias, script, args = [], env, more = {} }: {
    name: string;
    alias: string;
    script: string;
    args?: readonly string[];
    env: readonly Mapping[];
    more?: Mapping;
  },
): Mapping {
  const hasAuthorities = authorityFiles(tenant).length > 0;
  return {
    name,
    image: tenant.mcImage,
    ...more,
    command: ["/bin/sh", "-c", LOGIN + script, "sh", ...args],
    env: [
      ...credentials,
      ...env,
      { name: "ALIAS", value: alias },
      { name: "ENDPOINT", value: endpointOf(tenant) },
      { name: "MC_CONFIG_DIR", value: FOLDER },
    ],
    volumeMounts: [
      ...hasAuthorities ? [{ name: "authorities", mountPath: AUTHORITIES, readOnly: true }] : [],
      ...mappings(more.volumeMounts),
    ],
  };
}

/** What such containers mount. */
export function clientVolumes(tenant: Tenant): Mapping[] {
  const sources = authorityFiles(tenant);
  return sources.length > 0 ? [{ name: "authorities", projected: { sources } }] : [];
}

/** Who such containers are: those who may not be root may not be so here either. */
export function clientIdentity({ pool }: Tenant): Mapping {
  const context = pool.spec.securityContext;
  return context ? identityIn(context as Mapping) : { runAsUser: 1000, runAsGroup: 1000 };
}
