/**
 * Settings of the extension.
 *
 * @module
 */

import {
  IMAGE,
  isMapping,
  type Mapping,
  oneOf,
  type Settings,
  type SettingType,
} from "@dekube/engine/pacts";

/** Names by names. */
const NAMES: SettingType<Mapping> = {
  expected: "a mapping of names to names",
  is: (value): value is Mapping =>
    isMapping(value) && Object.values(value).every((name) => typeof name === "string"),
  schema: { type: "object", additionalProperties: { type: "string" } },
};

/** `extensions.workload` in dekube.yaml. */
export const SETTINGS = {
  host_network: {
    type: oneOf("published", "host"),
    default: "published",
    description:
      "What a pod with hostNetwork gets: the project's network with its ports published, or the host's network.",
  },
  pod_image: {
    type: IMAGE,
    default: "busybox:1.37-musl",
    description:
      "Image of the services that hold a pod's network and empty its emptyDirs: BusyBox, linked statically.",
  },
  replicas: {
    type: oneOf("auto", "all", "one"),
    default: "auto",
    description:
      "Containers of a StatefulSet with replicas: all where something names members beyond the first, else one; always all; always one.",
  },
  runtimes: {
    type: NAMES,
    default: {},
    description: "Docker's runtimes by runtime class, for instance {gvisor: runsc}.",
  },
} satisfies Settings;
