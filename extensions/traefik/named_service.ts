/**
 * The Service that an item of `services[]` names, and its port.
 *
 * @module
 */

import { items, type Mapping, type Reporter, resolveBackend, text } from "@dekube/engine/pacts";
import type { ResolvedBackend } from "@dekube/engine/pacts/ingress";
import type { TraefikObjects } from "./objects.ts";

/** A Service that is named. */
export interface NamedService {
  /** Where it is; of a port that is not there the address is nobody's. */
  resolved: ResolvedBackend;
  /** The port that is named, or the only one that there is. */
  port: string;
  /** Nothing gets there: no port is named, or one that the Service lacks. */
  isRefused: boolean;
}

/** What becomes of what is sent to a Service, as messages say it. */
export interface Outcomes {
  /** There is no such Service. */
  missing: string;
  /** It has no such port. */
  refused: string;
}

/**
 * Finds a Service, and says what is wrong with its name or its port; `undefined` where none is named. Traefik wants a port,
 * and serves no route whose service has none, or one that the Service lacks. Here the path stays, so that no wider route
 * gets what is meant for it; where the Service has one port alone, that one is meant.
 */
export function namedService(
  { name, namespace, spec }: { name: string; namespace: string; spec: Mapping },
  outcomes: Outcomes,
  about: Reporter,
  { ctx }: TraefikObjects,
): NamedService | undefined {
  const ports = items(ctx.services.get(namespace, name)?.spec?.ports);
  const wanted = text(spec.port);
  const port = wanted || (ports.length === 1 ? text(ports[0].port) : "");
  const resolved = resolveBackend({ service: { name, port: { name: port } } }, namespace, ctx);
  if (!resolved) return undefined;
  const isRefused = resolved.service !== undefined &&
    (port === "" || resolved.missingPort !== undefined);
  const given = ports.map((item) => text(item.name) || text(item.port)).join(", ");
  const remedy = given === "" ? "Name one (port)" : `Name one that it has (port): ${given}`;
  if (!resolved.service) {
    about.warn(
      "missing-service",
      `there is no Service ${
        JSON.stringify(name)
      } in the namespace "${namespace}", so ${outcomes.missing}. Add it to the manifests`,
    );
  } else if (isRefused) {
    about.error(
      "missing-port",
      port === ""
        ? `no port of the Service "${name}" is named, which Traefik wants, so ${outcomes.refused}. ${remedy}`
        : `the Service "${name}" has no port ${
          JSON.stringify(port)
        }, so ${outcomes.refused}. ${remedy}`,
    );
  } else if (wanted === "") {
    about.warn(
      "no-port",
      `no port of the Service "${name}" is named, so it is ${port}, the only one that it has. Traefik itself serves no such route: name it (port)`,
    );
  }
  return { resolved, port, isRefused };
}
