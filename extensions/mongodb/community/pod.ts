/**
 * The StatefulSet of a MongoDBCommunity, as the operator makes it, without its agent.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  objectBeside,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { mergePatch } from "@dekube/engine/pacts/kubernetes";
import type { Passwords } from "../passwords.ts";
import {
  CERTIFICATE_FILE,
  COMMAND,
  KEY_FOLDER,
  PASSWORD_FOLDER,
  READINESS,
  RUN_FOLDER,
  START_FOLDER,
  startScript,
} from "../start.ts";
import { type Community, labelsOf } from "./cluster.ts";
import { AUTHORITY_FOLDER } from "./server_config.ts";

const SERVER = "mongod";
/** Containers of the operator's that are not here. */
export const AGENTS: ReadonlySet<string> = new Set([
  "mongodb-agent",
  "mongod-posthook",
  "mongodb-agent-readinessprobe",
]);
const CERTIFICATE_FOLDER = "/dekube/certificate";
const LOGS = "/var/log/mongodb-mms-automation";

/** What a server gets that its resource does not say. */
export interface PodParts {
  /** Its config. */
  config: Mapping;
  /** How a shell connects. */
  clientOptions: readonly string[];
  /** The script that sets it up. */
  setup: string;
  /** The Secret with the members' key, and the key of it. */
  key: { name: string; key: string };
  /** The files of its passwords. */
  passwords: Passwords;
}

/** The StatefulSet, and the files that it is started with. */
export function serverObjects(community: Community, parts: PodParts): Manifest[] {
  const { cr, name, tls, port } = community;
  return [
    overridden(statefulSet(community, parts), community),
    // No object of a cluster has an underscore in its name.
    objectBeside(cr, "ConfigMap", `${name}_start`, {
      data: {
        "start.sh": startScript({
          key: `${KEY_FOLDER}/${parts.key.key}`,
          port,
          certificates: tls ? { [CERTIFICATE_FILE]: CERTIFICATE_FOLDER } : {},
          clientOptions: parts.clientOptions,
        }),
        "setup.js": parts.setup,
        "mongod.conf": `${JSON.stringify(parts.config, undefined, 2)}\n`,
      },
    }),
  ];
}

function statefulSet(community: Community, parts: PodParts): Manifest {
  const { cr, name, service } = community;
  const labels = labelsOf(community);
  const claim = (volume: string, storage: string) => ({
    metadata: { name: volume },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  });
  return objectBeside(cr, "StatefulSet", name, {
    spec: {
      serviceName: service,
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podOf(community, parts) },
      volumeClaimTemplates: [claim("data-volume", "10G"), claim("logs-volume", "2G")],
    },
  }, { apiVersion: "apps/v1", labels });
}

function podOf(community: Community, parts: PodParts): Mapping {
  const { name, port, folder, image, tls } = community;
  const mount = (name: string, mountPath: string, readOnly = false) => ({
    name,
    mountPath,
    ...(readOnly ? { readOnly } : {}),
  });
  return {
    securityContext: { fsGroup: 2000, runAsUser: 2000, runAsNonRoot: true },
    // A server that is killed has to mend its data.
    terminationGracePeriodSeconds: 60,
    containers: [{
      name: SERVER,
      image,
      command: [...COMMAND],
      args: ["mongod", "--config", `${START_FOLDER}/mongod.conf`],
      ports: [{ name: "mongodb", containerPort: port }],
      // The operator gives half as much, and another container to what sets the server up.
      resources: {
        limits: { cpu: "1", memory: "1G" },
        requests: { cpu: "500m", memory: "400M" },
      },
      readinessProbe: READINESS,
      securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
      volumeMounts: [
        mount("data-volume", folder),
        mount("logs-volume", LOGS),
        mount("tmp", "/tmp"),
        mount("dekube-run", RUN_FOLDER),
        mount("dekube-start", START_FOLDER, true),
        mount("dekube-key", KEY_FOLDER, true),
        mount("dekube-passwords", PASSWORD_FOLDER, true),
        ...(tls ? [mount("dekube-certificate", CERTIFICATE_FOLDER, true)] : []),
        ...(tls?.authority ? [mount("dekube-authority", AUTHORITY_FOLDER, true)] : []),
      ],
    }],
    volumes: [
      { name: "tmp", emptyDir: {} },
      // It holds keys.
      { name: "dekube-run", emptyDir: { medium: "Memory" } },
      { name: "dekube-start", configMap: { name: `${name}_start` } },
      { name: "dekube-key", secret: { secretName: parts.key.name } },
      parts.passwords.volume("dekube-passwords"),
      ...(tls ? [{ name: "dekube-certificate", secret: { secretName: tls.secret } }] : []),
      ...(tls?.authority ? [{ name: "dekube-authority", ...tls.authority }] : []),
    ],
  };
}

/** The StatefulSet with `spec.statefulSet` on it. */
function overridden(set: Manifest, { spec: { statefulSet }, name }: Community): Manifest {
  const { metadata, spec: given } = mapping(statefulSet);
  const patch = mapping(given);
  const spec = mapping(set.spec);
  const { replicas } = patch;
  const template = withoutAgents(mapping(patch.template));
  const claims = new Map(
    [...mappings(spec.volumeClaimTemplates), ...mappings(patch.volumeClaimTemplates)]
      .map((claim) => [text(mapping(claim.metadata).name), claim]),
  );
  const merged = mergePatch(spec, {
    ...(Object.keys(mapping(patch.selector)).length > 0 ? { selector: patch.selector } : {}),
    template,
  });
  const { labels, annotations } = mapping(metadata);
  return {
    ...set,
    metadata: {
      ...set.metadata,
      name,
      labels: { ...set.metadata.labels, ...textMap(labels) },
      ...(Object.keys(textMap(annotations)).length > 0
        ? { annotations: textMap(annotations) }
        : {}),
    },
    spec: {
      ...merged,
      replicas: replicas === 0 ? 0 : 1,
      volumeClaimTemplates: [...claims.values()].map((claim) => withDefaults(claim, spec)),
      template: started(mapping(merged.template)),
    },
  };
}

/** A claim of the operator's, as far as the user says nothing else. */
function withDefaults(claim: Mapping, { volumeClaimTemplates }: Mapping): Mapping {
  const { name } = mapping(claim.metadata);
  const own = mappings(volumeClaimTemplates).find(({ metadata }) =>
    mapping(metadata).name === name
  );
  return own ? mergePatch(own, claim) : claim;
}

/** The server is started by the script, whatever the override says: without it there is no key. */
function started(template: Mapping): Mapping {
  const pod = mapping(template.spec);
  return {
    ...template,
    spec: {
      ...pod,
      containers: mappings(pod.containers).map((container) =>
        text(container.name) !== SERVER ? container : {
          ...container,
          command: [...COMMAND],
          args: ["mongod", "--config", `${START_FOLDER}/mongod.conf`],
        }
      ),
    },
  };
}

/** The patch without containers that there are none of. */
function withoutAgents(template: Mapping): Mapping {
  const pod = mapping(template.spec);
  const kept = (containers: unknown) =>
    mappings(containers).filter(({ name }) => !AGENTS.has(text(name)));
  return {
    ...template,
    spec: {
      ...pod,
      ...(Array.isArray(pod.containers) ? { containers: kept(pod.containers) } : {}),
      ...(Array.isArray(pod.initContainers) ? { initContainers: kept(pod.initContainers) } : {}),
    },
  };
}
