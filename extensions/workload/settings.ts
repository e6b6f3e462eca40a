/**
 * Settings of the extension.
 *
 * @module
 */

import {
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
};

/** `extensions.workload` in dekube.yaml. */
export const SETTINGS = {
  host_network: {
    type: oneOf("published", "host"),
    default: "published",
    description:
      "What a pod with hostNetwork gets: the project's network with its ports published, or the host's network.",
  },
  runtimes: {
    type: NAMES,
    default: {},
    description: "Docker's runtimes by runtime class, for instance {gvisor: runsc}.",
  },
} satisfies Settings;
