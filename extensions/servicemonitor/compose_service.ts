/**
 * The Compose service of the Prometheus.
 *
 * @module
 */

import {
  composeCpus,
  composeMemory,
  type ComposeService,
  type Container,
  type ConvertContext,
  convertVolumeMounts,
  type Mount,
  mount,
  mountParts,
  parseQuantity,
  type PodSpec,
  resolveEnv,
  text,
  type Volume,
  type VolumeMount,
  type Workload,
} from "@dekube/engine/pacts";
import { type Assets, isFileName } from "./assets.ts";
import { commandOf, DATA_FOLDER } from "./flags.ts";
import { type Instance, podLabels, WEB_PORT } from "./instance.ts";
import {
  isSet,
  list,
  type Mapping,
  mapping,
  mappings,
  reportUnread,
  type Site,
  texts,
} from "./read.ts";

/** User of Prometheus' own image. */
const NOBODY = "65534";

/** Containers that the operator adds, and that the CR may patch. */
const OPERATORS_OWN = new Set(["prometheus", "config-reloader", "init-config-reloader"]);

/** Fields of the container's patch that are read. Its probes and the pull policy are the cluster's. */
const CONTAINER_FIELDS = new Set([
  ...["name", "image", "env", "envFrom", "resources", "securityContext", "volumeMounts", "ports"],
  ...["livenessProbe", "readinessProbe", "startupProbe", "imagePullPolicy", "lifecycle"],
  ...["terminationMessagePath", "terminationMessagePolicy"],
]);

/** What the operator's pod would be: its container, its volumes, its labels. */
export function workloadOfInstance(instance: Instance): Workload {
  const { manifest, spec, container, resource, image, portName } = instance;
  const volumes: Volume[] = [];
  const mounts: VolumeMount[] = [];
  const add = (volume: Volume, mountPath: string) => {
    volumes.push(volume);
    mounts.push({ name: volume.name, mountPath });
  };
  const taken = new Set(mappings(spec.volumes).map(({ name }) => text(name)));
  const data = taken.has("data") ? "prometheus_data" : "data";
  add({ name: data, ...dataSource(instance) }, DATA_FOLDER);
  const sources = [["secrets", "secret"], ["configMaps", "configMap"]] as const;
  for (const [field, kind] of sources) {
    for (const name of new Set(texts(spec[field]))) {
      const source = kind === "secret" ? { secret: { secretName: name } } : { configMap: { name } };
      if (isFileName(name)) {
        add(
          { name: `${kind}_${name}`, ...source },
          `/etc/prometheus/${field.toLowerCase()}/${name}`,
        );
      } else {
        instance.site.at(field).warn("unsafe-path", `"${name}" can't be a folder; it is left out`);
      }
    }
  }
  // An underscore can't be part of a Kubernetes name, so these share none with those above.
  volumes.push(...mappings(spec.volumes) as Volume[]);
  mounts.push(...mappings(spec.volumeMounts) as VolumeMount[]);
  mounts.push(...mappings(container.volumeMounts) as VolumeMount[]);

  const own: Container = {
    ...container as Container,
    name: "prometheus",
    image,
    ports: [{ name: portName, containerPort: WEB_PORT, protocol: "TCP" }],
    volumeMounts: mounts,
  };
  const pod: PodSpec = {
    containers: [own],
    volumes,
    securityContext: mapping(spec.securityContext) as PodSpec["securityContext"],
  };
  return {
    manifest: manifest ?? { kind: resource.kind, metadata: { name: resource.name } },
    id: resource,
    labels: manifest ? podLabels(manifest) : {},
    annotations: {},
    pod,
  };
}

/** Where the data is: on a claim where the CR asks for one, else with the container. */
function dataSource({ spec, resource }: Instance): Omit<Volume, "name"> {
  const storage = mapping(spec.storage);
  const template = mapping(storage.volumeClaimTemplate);
  if (isSet(template)) {
    const claimName = text(mapping(template.metadata).name) || `prometheus-${resource.name}-db`;
    return { persistentVolumeClaim: { claimName } };
  }
  return { emptyDir: mapping(storage.emptyDir) };
}

/** The service, with its config at `config` in the container. */
export function composeService(
  instance: Instance,
  workload: Workload,
  assets: Assets,
  config: string,
  ctx: ConvertContext,
): ComposeService {
  const { container, spec, image, resource, site } = instance;
  sayWhatIsLeftOut(instance);
  const own = workload.pod.containers![0]!;
  const env = resolveEnv(own, workload, ctx);
  const volumes = distinct([
    ...assets.folders.map(({ source, target }) => mount(`./${source}`, target, { readOnly: true })),
    ...convertVolumeMounts(own, workload, env, ctx),
  ], site);
  const resources = { ...mapping(spec.resources), ...mapping(container.resources) };
  return {
    image,
    restart: "always",
    ...userOf(instance),
    command: commandOf(instance, config),
    ...(Object.keys(env).length > 0 ? { environment: env } : {}),
    volumes,
    ...limits(resources, site.at("resources")),
    labels: {
      "dekube.io/kind": resource.kind,
      ...(resource.namespace ? { "dekube.io/namespace": resource.namespace } : {}),
      "dekube.io/name": resource.name,
    },
  };
}

/** Compose refuses two mounts at one place. */
function distinct(mounts: readonly Mount[], site: Site): Mount[] {
  const targets = new Set<string>();
  return mounts.filter((mount) => {
    const target = mountParts(mount).target.replace(/(?<!\/)\/+$/, "");
    if (targets.has(target)) {
      site.at("volumeMounts").warn(
        "two-mounts",
        `two volumes are mounted at ${target}; the second is left out`,
      );
      return false;
    }
    targets.add(target);
    return true;
  });
}

/** `user`; a claim's folder must belong to somebody, so that one is named where the CR names none. */
function userOf({ container, spec }: Instance): ComposeService {
  const pod = mapping(spec.securityContext);
  const own = mapping(container.securityContext);
  const uid = text(own.runAsUser ?? pod.runAsUser);
  const gid = text(own.runAsGroup ?? pod.runAsGroup);
  const groups = [pod.fsGroup, ...list(pod.supplementalGroups)].map(text)
    .filter((group) => /^\d+$/.test(group));
  const keeps = isSet(mapping(spec.storage).volumeClaimTemplate);
  const user = /^\d+$/.test(uid) ? uid : keeps ? NOBODY : "";
  return {
    ...(user === "" ? {} : { user: /^\d+$/.test(gid) ? `${user}:${gid}` : user }),
    ...(groups.length > 0 ? { group_add: [...new Set(groups)] } : {}),
    ...(own.readOnlyRootFilesystem === true ? { read_only: true } : {}),
  };
}

function limits(resources: Mapping, site: Site): ComposeService {
  const amounts = (group: string) => {
    const { cpu, memory } = mapping(resources[group]);
    const cpus = amount(cpu, composeCpus, site.at(`${group}.cpu`));
    const bytes = amount(memory, composeMemory, site.at(`${group}.memory`));
    return { ...(cpus ? { cpus } : {}), ...(bytes ? { memory: bytes } : {}) };
  };
  const found = Object.entries({ limits: amounts("limits"), reservations: amounts("requests") })
    .filter(([, group]) => Object.keys(group).length > 0);
  return found.length > 0 ? { deploy: { resources: Object.fromEntries(found) } } : {};
}

function amount(
  value: unknown,
  convert: (value: unknown) => string | undefined,
  site: Site,
): string | undefined {
  if (text(value) === "" || parseQuantity(value) === 0) return undefined;
  return convert(value) ?? site.warn(
    "bad-quantity",
    `"${text(value)}" is no quantity such as 500m or 256Mi; it is left out`,
  );
}

function sayWhatIsLeftOut({ container, spec, site }: Instance): void {
  reportUnread(container, CONTAINER_FIELDS, site.at("containers[prometheus]"));
  for (const [index, { name }] of mappings(spec.containers).entries()) {
    if (OPERATORS_OWN.has(text(name))) continue;
    site.at(`containers[${index}]`).warn(
      "unsupported-container",
      `the container "${
        text(name)
      }" runs beside Prometheus in the cluster; it is left out. Add it under "services" in dekube.yaml`,
    );
  }
}
