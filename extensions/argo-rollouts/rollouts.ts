/**
 * The Deployments of Rollouts.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/specification/
 * @module
 */

import {
  type ControllerContext,
  idOf,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  ObjectIndex,
  text,
} from "@dekube/engine/pacts";

/** What Argo Rollouts controls. */
export const ROLLOUT = "argoproj.io/Rollout";

/** The label by which the controller tells the pods of versions apart. */
const VERSION_LABEL = "rollouts-pod-template-hash";

/** What becomes of Rollouts, of what they have their pods from, and of the Services that they lead. */
export function deploymentsOfRollouts(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const made = new Map<Manifest, Manifest[]>();
  const objects = new ObjectIndex(manifests);
  for (const rollout of objects.of(ROLLOUT)) {
    const { workloadRef } = mapping(rollout.spec);
    const source = workloadRef ? referred(mapping(workloadRef), rollout, objects) : rollout;
    const template = source && templateOf(source);
    const deployments = template ? [deploymentOf(rollout, template)] : [];
    made.set(rollout, deployments);
    if (!template) reportMissing(rollout, ctx);
    // The Rollout's pods are all that there are of it, whatever the Deployment says of replicas.
    if (source && source !== rollout && template) {
      made.set(source, [...made.get(source) ?? [], ...deployments]);
    }
    for (const service of ledServices(rollout, objects)) {
      made.set(service, [withoutVersion(service)]);
    }
  }
  return made;
}

function referred(
  { kind, name }: Mapping,
  rollout: Manifest,
  objects: ObjectIndex,
): Manifest | undefined {
  return objects.get(text(kind), namespaceOf(rollout), text(name));
}

/** What the pods are made by; a PodTemplate has it at its top. */
function templateOf(source: Manifest): Mapping | undefined {
  const { template } = source.kind === "PodTemplate" ? source as Mapping : mapping(source.spec);
  return template === undefined || template === null ? undefined : mapping(template);
}

function deploymentOf(rollout: Manifest, template: Mapping): Manifest {
  const { replicas, strategy } = mapping(rollout.spec);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: rollout.metadata,
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      template: {
        ...template,
        metadata: withStable(mapping(template.metadata), mapping(strategy)),
      },
    },
  };
}

/** Pods of the version that all requests go to bear more than the template says. */
function withStable(metadata: Mapping, { canary, blueGreen }: Mapping): Mapping {
  const more = mapping(mapping(canary).stableMetadata ?? mapping(blueGreen).activeMetadata);
  const joined = (field: "labels" | "annotations") =>
    metadata[field] || more[field]
      ? { [field]: { ...mapping(metadata[field]), ...mapping(more[field]) } }
      : {};
  return { ...metadata, ...joined("labels"), ...joined("annotations") };
}

function reportMissing(rollout: Manifest, { report }: ControllerContext): void {
  const { workloadRef } = mapping(rollout.spec);
  if (!workloadRef) {
    report(rollout, "spec.template").error(
      "missing-template",
      "there are no pods of it without a template. Give it one, or a workloadRef",
    );
    return;
  }
  const { kind, name } = mapping(workloadRef);
  const { namespace } = idOf(rollout);
  report(rollout, "spec.workloadRef").error(
    "missing-template",
    `there is no ${text(kind)} "${text(name)}" with a template${
      namespace === "" ? "" : ` in ${namespace}`
    }, so there are no pods of it. Add it to the manifests`,
  );
}

/** Services that the controller has lead to a version: those of a live cluster select by its label. */
function ledServices(rollout: Manifest, objects: ObjectIndex): Manifest[] {
  const { canary, blueGreen } = mapping(mapping(rollout.spec).strategy);
  const { stableService, canaryService, pingPong } = mapping(canary);
  const { activeService, previewService } = mapping(blueGreen);
  const { pingService, pongService } = mapping(pingPong);
  const names = [
    stableService,
    canaryService,
    activeService,
    previewService,
    pingService,
    pongService,
  ];
  return names.flatMap((name) => objects.get("Service", namespaceOf(rollout), text(name)) ?? [])
    .filter(({ spec }) => Object.hasOwn(mapping(mapping(spec).selector), VERSION_LABEL));
}

function withoutVersion(service: Manifest): Manifest {
  const spec = mapping(service.spec);
  const { [VERSION_LABEL]: _, ...selector } = mapping(spec.selector);
  return { ...service, spec: { ...spec, selector } };
}
