/**
 * What Kubernetes' own kinds say: the environment and the mounts of containers, pods, selectors, Secrets,
 * quantities. For extensions that convert or change what runs in pods.
 *
 * @module
 */

export {
  type CommandSite,
  convertCommand,
  type Env,
  expand,
  expandWithin,
  HOST_NAME,
} from "./env.ts";
export {
  type ApiServer,
  type ApiServerContext,
  apiServerOf,
  offerApiServer,
} from "./api_server.ts";
export * from "./cluster_dns.ts";
export { clusterAccounts, type ObjectsByKind, type Right } from "./cluster_rights.ts";
export * from "./duration.ts";
export * from "./host_key.ts";
export * from "./label_index.ts";
export * from "./label_selector.ts";
export { mergePatch } from "./merge_patch.ts";
export * from "./object_texts.ts";
export { type OddText, oddTexts } from "./odd_texts.ts";
export { composeCpus, composeMemory, parseQuantity } from "./quantity.ts";
export { composeResources } from "./resources.ts";
export {
  configMapKeys,
  configMapValue,
  decodeText,
  hasSecretKey,
  secretBytes,
  secretKeys,
} from "./secrets.ts";
export * from "./selector_index.ts";
export * from "./services.ts";
export type {
  Container,
  ContainerPort,
  KeyToPath,
  Loose,
  PodSpec,
  Probe,
  PublishedTypes,
  ServicePort,
  Volume,
  VolumeMount,
} from "./types.ts";
export { type ClaimMountOptions, hostPath, mountOfClaim } from "./claim_mounts.ts";
export { devicesOf } from "./devices.ts";
export type { FileFolder } from "./file_folder.ts";
export { type LoadBalancerAccess, loadBalancerAccess } from "./load_balancer.ts";
export type { MountPoint } from "./mount_request.ts";
export { internalSign, privateByDefault } from "./load_balancer.ts";
export {
  type PortGuard,
  type PortGuardOf,
  PublishedPorts,
  type TargetOf,
} from "./published_ports.ts";
export { type ProgramFlags, programFlags } from "./program_flags.ts";
export type { FileSource } from "./source_files.ts";
export { writeSourceFolder } from "./volume_files.ts";
export { convertVolumeMounts } from "./volumes.ts";
export {
  allContainers,
  type ContainerRole,
  endingServices,
  isIndexedJob,
  iterNamedContainers,
  type NamedContainer,
  type PodDomain,
  podDomain,
  podName,
  runsToEnd,
  type SkipReason,
  skipReason,
  type Workload,
  WORKLOAD_KINDS,
  workloadOf,
} from "./workloads.ts";
export * from "../encoding/base64.ts";
export * from "../encoding/der.ts";
export * from "../encoding/pem.ts";
export { shortHash } from "../hash.ts";
export { ipAddress } from "../ip_address.ts";
export { shellQuote } from "../shell.ts";
export { secondsText, wholeNumber } from "./whole_number.ts";
