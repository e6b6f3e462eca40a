/**
 * Which certificate an Ingress has for a host.
 *
 * @module
 */

import { type Ingress, items, namespaceOf, type ObjectRef, text } from "@dekube/engine/pacts";

/** The Secret of `spec.tls[]` that is meant for a host, `undefined` where there is none. */
export function certificateFor(host: string, manifest: Ingress): ObjectRef | undefined {
  const secrets = items(manifest.spec?.tls)
    .map((tls) => ({ name: text(tls.secretName), hosts: items(tls.hosts).map(text) }))
    .filter(({ name }) => name !== "");
  const wildcard = host.replace(/^[^.]+/, "*");
  const found = secrets.find(({ hosts }) => hosts.includes(host)) ??
    secrets.find(({ hosts }) => host.includes(".") && hosts.includes(wildcard)) ??
    // No hosts: whatever the controller listens for.
    secrets.find(({ hosts }) => hosts.length === 0);
  return found && { namespace: namespaceOf(manifest), name: found.name };
}
