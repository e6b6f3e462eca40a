/**
 * Names of Services as hosts.
 *
 * @module
 */

/**
 * Which Service a host name would mean to a pod in `namespace`: `svc`, `svc.ns`, `svc.ns.svc`,
 * `svc.ns.svc.cluster.local`, with or without a dot at the end.
 */
export function parseServiceHost(
  host: string,
  namespace: string,
): { namespace: string; name: string } {
  const [name, in_, ...rest] = host.toLowerCase().replace(/\.$/, "").split(".");
  if (in_ === undefined) return { namespace, name };
  const suffix = rest.join(".");
  if (suffix === "" || suffix === "svc" || suffix === "svc.cluster.local") {
    return { namespace: in_, name };
  }
  return { namespace: "", name: host };
}
