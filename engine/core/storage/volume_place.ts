/**
 * Where a PersistentVolume keeps its data, as `volumes` in dekube.yaml would say it.
 *
 * @module
 */

import {
  type BoundVolume,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  type Secret,
  secretValue,
  text,
  texts,
  word,
} from "../../../pacts/mod.ts";
import { hostPathOf, mustBeThere } from "../../../pacts/kubernetes/host_path_mounts.ts";
import type { ClaimName } from "./volume_offer.ts";

/** Where the data is, or why Compose can't have it, for people. */
export type VolumePlace = BoundVolume | { unsupported: string };

/** The Secret of a name. */
type SecretOf = (namespace: string, name: string) => Secret | undefined;

/** How each kind of volume becomes a place, by its field in `spec`. */
const PLACES: Record<string, (source: Mapping, volume: Volume) => VolumePlace> = {
  hostPath: ({ path, type }) => {
    const hostPath = { path: word(path), type: text(type) };
    const place = hostPathOf({ hostPath });
    if (place === undefined) return { unsupported: "a hostPath without a path" };
    return {
      kind: "hostPath",
      config: { host_path: place },
      readOnly: false,
      mustExist: mustBeThere({ hostPath }),
    };
  },
  local: ({ path }) =>
    word(path) === ""
      ? { unsupported: "a local volume without a path" }
      : { kind: "local", config: { host_path: word(path) }, readOnly: false, mustExist: true },
  nfs: ({ server, path, readOnly }, volume) =>
    nfs(word(server), word(path), readOnly === true, volume),
  csi: (source, volume) => {
    const driver = text(source.driver);
    return Object.hasOwn(DRIVERS, driver)
      ? DRIVERS[driver](source, volume)
      : { unsupported: `a volume of the CSI driver ${driver}` };
  },
};

/** CSI drivers whose volumes Docker can mount as well. */
const DRIVERS: Record<string, (source: Mapping, volume: Volume) => VolumePlace> = {
  "nfs.csi.k8s.io": (source, volume) => {
    const { server, share, subdir } = attributesOf(source);
    return nfs(server, joined(share, subdir, volume), source.readOnly === true, volume);
  },
  "smb.csi.k8s.io": smb,
};

/** A PersistentVolume that a claim has. */
interface Volume {
  manifest: Manifest;
  claim: ClaimName;
  secretOf: SecretOf;
}

/** Where a PersistentVolume keeps the data of the claim that is bound to it. */
export function volumePlace(manifest: Manifest, claim: ClaimName, secretOf: SecretOf): VolumePlace {
  const spec = mapping(manifest.spec);
  const kind = Object.keys(PLACES).find((kind) => isMapping(spec[kind]));
  if (kind !== undefined) return PLACES[kind](mapping(spec[kind]), { manifest, claim, secretOf });
  const other = Object.keys(spec).find((key) => isMapping(spec[key]) && !COMMON.has(key));
  return { unsupported: other === undefined ? "a volume of no kind" : `a volume of kind ${other}` };
}

/** Mappings in `spec` that are no kind of volume. */
const COMMON = new Set(["capacity", "claimRef", "nodeAffinity"]);

function nfs(server: string, path: string, readOnly: boolean, volume: Volume): VolumePlace {
  if (server === "" || path === "") return { unsupported: "an NFS volume without server or path" };
  const options = mountOptions(volume.manifest);
  const isReadOnly = readOnly || options.includes("ro");
  const others = options.filter((option) => option !== "ro" && option !== "rw");
  return {
    kind: "nfs",
    server,
    config: {
      driver_opts: {
        type: "nfs",
        o: [`addr=${server}`, isReadOnly ? "ro" : "rw", ...others].join(),
        device: `:${path}`,
      },
    },
    readOnly: isReadOnly,
    mustExist: false,
  };
}

function smb(source: Mapping, volume: Volume): VolumePlace {
  const { source: share = "", subdir } = attributesOf(source);
  const server = /^\/\/([^/]+)\/./.exec(share)?.[1];
  if (server === undefined) return { unsupported: "an SMB volume without a //server/share" };
  const credentials = smbCredentials(source, volume);
  if ("unsupported" in credentials) return credentials;
  const options = mountOptions(volume.manifest);
  const readOnly = source.readOnly === true || options.includes("ro");
  const others = options.filter((option) => option !== "ro" && option !== "rw");
  return {
    kind: "csi",
    server,
    config: {
      driver_opts: {
        type: "cifs",
        o: [`addr=${server}`, readOnly ? "ro" : "rw", ...credentials.options, ...others].join(),
        device: joined(share, subdir, volume),
      },
    },
    readOnly,
    mustExist: false,
  };
}

/** What of the Secret the driver mounts with. */
function smbCredentials(
  source: Mapping,
  { secretOf }: Volume,
): { options: string[] } | { unsupported: string } {
  const reference = [source.nodeStageSecretRef, source.nodePublishSecretRef].map(mapping)
    .find(({ name }) => text(name) !== "");
  if (!reference) return { options: [] };
  const name = text(reference.name);
  const secret = secretOf(text(reference.namespace), name);
  if (!secret) {
    return {
      unsupported: `an SMB volume whose Secret "${name}" is not among the manifests`,
    };
  }
  const options: string[] = [];
  for (const key of ["username", "password", "domain"]) {
    const value = secretValue(secret, key);
    if (value === undefined) continue;
    if (value.includes(",")) {
      return {
        unsupported: `an SMB volume whose ${key}, in the Secret "${name}", has a comma in it,`,
      };
    }
    options.push(`${key}=${value}`);
  }
  return { options };
}

/** Attributes by name in lower case: the drivers do not ask how they are written. */
function attributesOf(source: Mapping): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapping(source.volumeAttributes)).map((
      [key, value],
    ) => [key.toLowerCase(), text(value)]),
  );
}

/** A folder of a share. The drivers fill in the names of claim and volume. */
function joined(share = "", folder = "", { manifest, claim }: Volume): string {
  if (folder === "") return share;
  const filled = folder
    .replaceAll("${pvc.metadata.namespace}", claim.namespace)
    .replaceAll("${pvc.metadata.name}", claim.name)
    .replaceAll("${pv.metadata.name}", manifest.metadata.name);
  return `${share.replace(/(?<!\/)\/+$/, "")}/${filled.replace(/^\/+/, "")}`;
}

const OLD_OPTIONS = "volume.beta.kubernetes.io/mount-options";

function mountOptions({ metadata, spec }: Manifest): string[] {
  const written = [
    ...texts(mapping(spec).mountOptions),
    text(mapping(metadata.annotations)[OLD_OPTIONS]),
  ];
  return written.flatMap((options) => options.split(",")).map((option) => option.trim())
    .filter((option) => option !== "");
}
