/**
 * Resources of a container beside CPU and memory: GPUs, and what else a node may have to give.
 *
 * @see https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
 * @module
 */

import {
  type ComposeService,
  entries,
  type Mapping,
  mapping,
  type Reporter,
  text,
} from "@dekube/engine/pacts";
import { parseQuantity } from "@dekube/engine/pacts/kubernetes";

/** Makers of GPUs, with the driver that Docker must have for theirs. */
const GPU_DRIVERS: Record<string, { driver: string; needs: string }> = {
  "nvidia.com/gpu": { driver: "nvidia", needs: "the NVIDIA Container Toolkit" },
  "nvidia.com/gpu.shared": { driver: "nvidia", needs: "the NVIDIA Container Toolkit" },
  "amd.com/gpu": { driver: "amd", needs: "the AMD Container Toolkit" },
};

/** Intel's GPUs need no driver of Docker's own: they are files. */
const INTEL_GPU = /^gpu\.intel\.com\/(?:i915|xe)$/;

/** Resources that have a place of their own in Compose, or mean something to a scheduler alone. */
const OTHERS = /^(?:cpu|memory|storage|pods|attachable-volumes-.*)$/;

/**
 * GPUs as `deploy.resources.reservations.devices`. What Docker can't give is said: of one field by `report`, of what many
 * containers have by `say`, once.
 */
export function convertDevices(
  resources: unknown,
  report: (field: string) => Reporter,
  say: Reporter,
): ComposeService {
  const { limits, requests } = mapping(resources);
  const reserved: Mapping[] = [];
  const devices: string[] = [];
  for (const [name, value] of entries(mapping(limits))) {
    const count = parseQuantity(value) ?? 0;
    if (OTHERS.test(name) || !(count > 0)) continue;
    if (Object.hasOwn(GPU_DRIVERS, name)) {
      const { driver, needs } = GPU_DRIVERS[name];
      reserved.push({ driver, count: Math.ceil(count), capabilities: ["gpu"] });
      sayGpu(name, `${needs} on the host`, "deploy.resources.reservations.devices");
    } else if (INTEL_GPU.test(name)) {
      devices.push("/dev/dri:/dev/dri");
      sayGpu(name, "/dev/dri on the host", "devices");
    } else {
      sayLeftOut(name, value);
    }
  }
  // Extended resources stand below both, or below limits alone.
  for (const [name, value] of entries(mapping(requests))) {
    const isKnown = OTHERS.test(name) || name === "ephemeral-storage" ||
      Object.hasOwn(mapping(limits), name);
    if (!isKnown) sayLeftOut(name, value);
  }
  return {
    ...(reserved.length > 0
      ? { deploy: { resources: { reservations: { devices: reserved } } } }
      : {}),
    ...(devices.length > 0 ? { devices } : {}),
  };

  function sayGpu(name: string, needs: string, key: string): void {
    report(`limits["${name}"]`).info(
      "needs-gpu",
      `Docker starts this only where it finds a GPU and ${needs}. To start it without, set "overrides.<service>.${key}" to null in dekube.yaml`,
      { override: key },
    );
  }

  function sayLeftOut(name: string, value: unknown): void {
    if (name === "ephemeral-storage") {
      say.info(
        "unlimited-storage",
        'limits of ephemeral storage are left out: Docker can set them on few disks alone. Where yours can, set storage_opt under "overrides" in dekube.yaml',
      );
    } else if (name.startsWith("hugepages-")) {
      say.info(
        "host-huge-pages",
        "limits of huge pages are left out: Docker does not count them, and containers take what the host has set aside",
      );
    } else {
      report(`limits["${name}"]`).warn(
        "unknown-resource",
        `asks for ${
          text(value)
        } of ${name}, which a plugin of the cluster gives; it is left out. Name the device files as "overrides.<service>.devices" in dekube.yaml: ["/dev/…"]`,
        { override: "devices" },
      );
    }
  }
}
