/**
 * What a user makes of the StatefulSet and the Service that the operator makes.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { mergePatch, wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { START_FOLDER } from "./start.ts";

/** What the operator refuses in a pod. */
const REFUSED = ["hostNetwork", "hostPID", "hostIPC", "serviceAccountName"];

/** The StatefulSet with `override.statefulSet` on it. */
export function overriddenSet(set: Manifest, cr: Manifest, ctx: ControllerContext): Manifest {
  const override = mapping(mapping(mapping(cr.spec).override).statefulSet);
  const patch = mapping(override.spec);
  const spec = mapping(set.spec);
  const template = mapping(spec.template);
  const { metadata, spec: pod } = mapping(patch.template);
  const podPatch = allowed(mapping(pod), cr, ctx);
  const claims = mappings(patch.volumeClaimTemplates);
  const replicas = wholeNumber(patch.replicas);
  return {
    ...set,
    metadata: withMetadata(set.metadata, override.metadata),
    spec: {
      ...spec,
      ...(replicas === undefined ? {} : { replicas: Math.min(replicas, 1) }),
      ...(text(patch.serviceName) === "" ? {} : { serviceName: patch.serviceName }),
      ...(isMapping(patch.selector) ? { selector: patch.selector } : {}),
      ...(claims.length > 0 ? { volumeClaimTemplates: claims } : {}),
      template: {
        ...template,
        metadata: withMetadata(mapping(template.metadata), metadata),
        spec: started(withoutSecurity(mergePatch(mapping(template.spec), podPatch), podPatch)),
      },
    },
  };
}

/** The Service with `override.service` on it. */
export function overriddenService(service: Manifest, cr: Manifest): Manifest {
  const { metadata, spec } = mapping(mapping(mapping(cr.spec).override).service);
  return {
    ...service,
    metadata: withMetadata(service.metadata, metadata),
    spec: mergePatch(mapping(service.spec), mapping(spec)),
  };
}

function withMetadata<M extends Mapping>(own: M, given: unknown): M {
  const { labels, annotations } = mapping(given);
  return {
    ...own,
    ...(isMapping(labels) ? { labels: { ...textMap(own.labels), ...textMap(labels) } } : {}),
    ...(isMapping(annotations)
      ? { annotations: { ...textMap(own.annotations), ...textMap(annotations) } }
      : {}),
  };
}

/** The patch without what the operator refuses, which is said, and without the init container that there is none of. */
function allowed(pod: Mapping, cr: Manifest, { report }: ControllerContext): Mapping {
  const path = "spec.override.statefulSet.spec.template.spec";
  const refused: string[] = REFUSED.filter((field) => pod[field]);
  const volumes = mappings(pod.volumes).filter(({ name, hostPath }) => {
    if (!hostPath) return true;
    refused.push(`volumes[${text(name)}].hostPath`);
    return false;
  });
  const containers = (of: "containers" | "initContainers") =>
    mappings(pod[of]).map((container) => {
      const security = mapping(container.securityContext);
      if (security.privileged !== true) return container;
      refused.push(`${of}[${text(container.name)}].securityContext.privileged`);
      return { ...container, securityContext: { ...security, privileged: false } };
    });
  const changed: Mapping = { ...pod };
  for (const field of REFUSED) delete changed[field];
  if (pod.volumes) changed.volumes = volumes;
  if (pod.containers) changed.containers = containers("containers");
  if (pod.initContainers) {
    changed.initContainers = containers("initContainers")
      .filter(({ name }) => text(name) !== "setup-container");
  }
  for (const field of refused) {
    report(cr, `${path}.${field}`).warn(
      "refused-override",
      "the operator refuses it, so it is left out. Take it out, or set the same by an override of the service",
    );
  }
  return changed;
}

/** A security context that says nothing takes the operator's away, where other fields would be added to it. */
function withoutSecurity(merged: Mapping, patch: Mapping): Mapping {
  const says = ({ securityContext }: Mapping) =>
    isMapping(securityContext) && Object.keys(securityContext).length === 0;
  const strip = (one: Mapping): Mapping => {
    const { securityContext: _, ...rest } = one;
    return rest;
  };
  const emptied = new Set(mappings(patch.containers).filter(says).map(({ name }) => text(name)));
  const pod = says(patch) ? strip(merged) : merged;
  return {
    ...pod,
    containers: mappings(pod.containers).map((container) =>
      emptied.has(text(container.name)) ? strip(container) : container
    ),
  };
}

/** A command of the user's is run by the script as well: without it the broker has no cookie. */
function started(pod: Mapping): Mapping {
  return {
    ...pod,
    containers: mappings(pod.containers).map((container) => {
      if (text(container.name) !== "rabbitmq") return container;
      const command = Array.isArray(container.command) ? container.command : [];
      const args = Array.isArray(container.args) ? container.args : [];
      if (command[1] === `${START_FOLDER}/start.sh`) return container;
      const isDefault = args.length === 1 && args[0] === "rabbitmq-server";
      return {
        ...container,
        command: ["sh", `${START_FOLDER}/start.sh`],
        args: [...command, ...(isDefault ? [] : args)],
      };
    }),
  };
}
