/**
 * Names of Services as hosts.
 *
 * @module
 */

/** What may stand behind a Service's name and namespace; the domain of a cluster is what its administrator says. */
const SUFFIX = /^\.(?:svc(?:\.[a-z0-9-]+)*)?$/;

/**
 * Which Service a host name would mean to a pod in `namespace`: `svc`, `svc.ns`, `svc.ns.svc`,
 * `svc.ns.svc.cluster.local` or below another domain, with or without a dot at the end.
 */
export function parseServiceHost(
  host: string,
  namespace: string,
): { namespace: string; name: string } {
  const lower = host.toLowerCase();
  const full = lower.endsWith(".") ? lower.slice(0, -1) : lower;
  const dot = full.indexOf(".");
  if (dot < 0) return { namespace, name: full };
  const end = full.indexOf(".", dot + 1);
  if (end < 0 || SUFFIX.test(full.slice(end))) {
    return { namespace: full.slice(dot + 1, end < 0 ? undefined : end), name: full.slice(0, dot) };
  }
  return { namespace: "", name: host };
}
