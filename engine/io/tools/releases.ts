/**
 * Releases of renderers that may be downloaded, each known by its checksum.
 *
 * @module
 */

/** An archive of a program. */
export interface ToolRelease {
  tool: string;
  /** Its version, for people. */
  version: string;
  /** The archive's own name. */
  archive: string;
  url: string;
  /** SHA-256 of the archive, in hexadecimal. */
  sha256: string;
  /** The program's path in the archive. */
  member: string;
}

/** Where downloads come from; GitHub answers with an address at one of its other hosts. */
export const DOWNLOAD_HOSTS: readonly string[] = [
  "get.helm.sh",
  "github.com",
  "objects.githubusercontent.com",
  "release-assets.githubusercontent.com",
];

/**
 * A helmfile that works with Helm 3, and the last Helm 3 before this was written. The checksums are
 * those of Helm's release notes and of GitHub's own record of helmfile's release.
 */
const HELM = "v3.22.0";
const HELMFILE = "1.1.7";

const CHECKSUMS: Record<string, Record<string, string>> = {
  helm: {
    "linux-amd64": "1e4ab49e429626cf6c6958d914248b78c9730803c2751b87627e171dc800e7bb",
    "linux-arm64": "f14e804dfee240f55525b667488fe9adca349e63e00c9af634c0beb1421ac310",
    "darwin-amd64": "bd1d09f316558dda23698527859600936fed1371021ce0f2272d66b2fdcfa69c",
    "darwin-arm64": "4c9982a6cdeb458b60258df66b55398ca5b19293f6877faffe2909ad6f23dfe0",
  },
  helmfile: {
    "linux-amd64": "e9d870f4e502b9f0850d7e0546cab8b418ff7f44ff4df0ed54cd3df8dfda189c",
    "linux-arm64": "4402e1c1ed60edb1b245a272a4c427b465c9ea2ef0f463477c67d48eb88eb223",
    "darwin-amd64": "1b1de644a54382a2d84319ddf852e33244d4df5b54c90804b036abfda84bbdd8",
    "darwin-arm64": "5de10f68abaf51d45e6345df2b6f779b7d0e0ef2e1da41a599836fdb3fee0941",
  },
};

const MACHINES: Record<string, string> = { x86_64: "amd64", aarch64: "arm64" };

/**
 * The release of a program for a system; none where it is not known for it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const release = findRelease("helm", { os: "darwin", arch: "aarch64" });
 * assertEquals(release?.url, "https://get.helm.sh/helm-v3.22.0-darwin-arm64.tar.gz");
 * ```
 */
export function findRelease(
  tool: string,
  { os, arch }: { os: string; arch: string } = Deno.build,
): ToolRelease | undefined {
  const machine = MACHINES[arch];
  const sha256 = CHECKSUMS[tool]?.[`${os}-${machine}`];
  if (sha256 === undefined) return undefined;
  if (tool === "helm") {
    const archive = `helm-${HELM}-${os}-${machine}.tar.gz`;
    const url = `https://get.helm.sh/${archive}`;
    return { tool, version: HELM, archive, url, sha256, member: `${os}-${machine}/helm` };
  }
  const archive = `helmfile_${HELMFILE}_${os}_${machine}.tar.gz`;
  const url = `https://github.com/helmfile/helmfile/releases/download/v${HELMFILE}/${archive}`;
  return { tool, version: `v${HELMFILE}`, archive, url, sha256, member: "helmfile" };
}
