/**
 * Images that hold a system and its tools, and no program of anybody's own.
 *
 * @module
 */

const NAMES: ReadonlySet<string> = new Set([
  ...["almalinux", "alpine", "amazonlinux", "archlinux", "bash", "busybox", "centos", "curl"],
  ...[
    "debian",
    "fedora",
    "git",
    "helm",
    "jq",
    "k8s",
    "kubectl",
    "minideb",
    "os-shell",
    "rockylinux",
  ],
  ...["toolbox", "ubi", "ubi-micro", "ubi-minimal", "ubuntu", "wget"],
]);

/**
 * Whether an image is one of those: two containers that have it need not be one program.
 *
 * @example
 * ```ts
 * import { isGeneralImage } from "./general_images.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isGeneralImage("docker.io/library/busybox:1.37"));
 * assertFalse(isGeneralImage("registry.example/shop/api:2"));
 * ```
 */
export function isGeneralImage(image: string): boolean {
  return NAMES.has(image.slice(image.lastIndexOf("/") + 1).replace(/[:@].*$/s, ""));
}
