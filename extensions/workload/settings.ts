/**
 * Settings of the extension.
 *
 * @module
 */

import { IMAGE, oneOf, type Settings } from "@dekube/engine/pacts";

/** `extensions.workload` in dekube.yaml. */
export const SETTINGS = {
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
} satisfies Settings;
