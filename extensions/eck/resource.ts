/**
 * What all resources of the Elastic Stack have in common.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  readSettings,
  text,
} from "@dekube/engine/pacts";
import { SETTINGS } from "./settings.ts";
import { isAtLeast, isVersion } from "./version.ts";

/** What tells the programs apart. */
export interface Program {
  /** What names of their objects have behind that of the resource: `kb`. */
  short: string;
  /** The label by which the operator tells them apart: `kibana`. */
  type: string;
  /** The label that has the resource's name. */
  nameLabel: string;
  /** The main container. */
  container: string;
  /** Its image, without registry and version. */
  image: string;
}

/** A resource. */
export interface Resource extends Program {
  /** The object. */
  manifest: Manifest;
  /** Its name. */
  name: string;
  /** Its namespace. */
  namespace: string;
  /** Its fields. */
  spec: Mapping;
  /** Version of the program. */
  version: string;
  /** Image of the main container. */
  fullImage: string;
  /** Labels by which its pods are found. */
  labels: Readonly<Record<string, string>>;
}

/** The oldest version whose config is known here. */
const OLDEST = "7.0.0";

/** Reads a resource; `undefined` where its version is none that can be run, which is said. */
export function readResource(
  manifest: Manifest,
  program: Program,
  ctx: ControllerContext,
): Resource | undefined {
  const spec = mapping(manifest.spec);
  const version = text(spec.version);
  const { name } = manifest.metadata;
  if (!isVersion(version)) {
    ctx.report(manifest, "spec.version").error(
      "no-version",
      version === ""
        ? "the resource says no version, so there is no image of it. Set it to one such as 8.17.0"
        : `${
          JSON.stringify(version)
        } is no version, so there is no image of it. Write one such as 8.17.0`,
    );
    return undefined;
  }
  if (!isAtLeast(version, OLDEST)) {
    ctx.report(manifest, "spec.version").error(
      "old-version",
      `version ${version} has other settings than those from ${OLDEST} on, so it is left out. Set a later one`,
    );
    return undefined;
  }
  const unclear = unclearConfig(spec);
  if (unclear !== undefined) {
    ctx.report(manifest, unclear).error(
      "unclear-config",
      "it is no mapping of settings, which no cluster takes. The resource is left out, since it may be open without that. Write it as settings with values",
    );
    return undefined;
  }
  const { registry } = readSettings("eck", SETTINGS, ctx);
  return {
    ...program,
    manifest,
    name,
    namespace: namespaceOf(manifest),
    spec,
    version,
    fullImage: text(spec.image) || `${registry}/${program.image}:${version}`,
    labels: {
      "common.k8s.elastic.co/type": program.type,
      [program.nameLabel]: name,
    },
  };
}

/** The path of a config that can't be read. It may say who is to be kept out. */
function unclearConfig({ config, nodeSets }: Mapping): string | undefined {
  if (isUnclear(config)) return "spec.config";
  const place = list(nodeSets).findIndex((set) => isUnclear(mapping(set).config));
  return place < 0 ? undefined : `spec.nodeSets[${place}].config`;
}

function isUnclear(config: unknown): boolean {
  return config !== undefined && config !== null && !isMapping(config);
}

/** The name by which the cluster reaches a Service of a namespace. */
export function hostOf(namespace: string, service: string): string {
  return namespace === "" ? service : `${service}.${namespace}.svc`;
}

/** All names by which a Service is reached. */
export function namesOf(namespace: string, service: string): string[] {
  return namespace === "" ? [service] : [
    service,
    `${service}.${namespace}`,
    `${service}.${namespace}.svc`,
    `${service}.${namespace}.svc.cluster.local`,
  ];
}
