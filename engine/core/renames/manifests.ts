/**
 * Manifests with other names for hosts.
 *
 * @module
 */

import { isMapping, kindOf, type Manifest, mapping } from "../../../pacts/mod.ts";
import { fromBase64 } from "../../../pacts/encoding/base64.ts";
import { decodeText } from "../../../pacts/kubernetes/mod.ts";
import { setSource, sourceOf } from "../manifests/source.ts";
import type { HostRenames } from "./host_renames.ts";

/** Fields that name objects, images and kinds, which may look like hosts. */
const OTHER_NAMES =
  /^(?:name|namespace|generateName|kind|apiVersion|group|image|labels|matchLabels|selector|nodeSelector|finalizers|ownerReferences|uid)$|[a-z](?:Name|Namespace|Ref|Image|Class)$/;

/** Fields that end like those, and hold hosts. */
const HOSTS = /^(?:commonName|dnsName|externalName|serverName|hostName|domainName|tlsServerName)$/;

/** Manifests whose texts have the names of today; those that have none of the old ones are themselves. */
export function withHosts(manifests: readonly Manifest[], renames: HostRenames): Manifest[] {
  if (renames.isEmpty) return [...manifests];
  return manifests.map((manifest) => {
    const renamed = renamedManifest(manifest, renames);
    const source = sourceOf(manifest);
    if (renamed !== manifest && source) setSource(renamed, source);
    return renamed;
  });
}

function renamedManifest(manifest: Manifest, renames: HostRenames): Manifest {
  const kind = kindOf(manifest);
  const { data, stringData, ...others } = manifest as Manifest & Record<string, unknown>;
  if (kind !== "ConfigMap" && kind !== "Secret") return renamed(manifest, renames) as Manifest;
  const result = renamed(others, renames) as Manifest;
  const parts = {
    ...data === undefined
      ? {}
      : { data: eachValue(data, (text) => inData(text, kind === "Secret", renames)) },
    ...stringData === undefined
      ? {}
      : { stringData: eachValue(stringData, (text) => renames.in(text)) },
  };
  const isSame = result === others &&
    Object.entries(parts).every(([key, value]) =>
      value === (manifest as unknown as Record<string, unknown>)[key]
    );
  return isSame ? manifest : { ...result, ...parts };
}

/** A value with other names at any depth; itself where nothing changes. */
function renamed(value: unknown, renames: HostRenames): unknown {
  if (typeof value === "string") return renames.in(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => renamed(item, renames));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isMapping(value)) return value;
  let isSame = true;
  const entries = Object.entries(value).map(([key, item]) => {
    const changed = OTHER_NAMES.test(key) && !HOSTS.test(key) ? item : renamed(item, renames);
    isSame &&= changed === item;
    return [key, changed];
  });
  return isSame ? value : Object.fromEntries(entries);
}

/** A mapping with other texts; itself where none changes. Its keys are names of files. */
function eachValue(value: unknown, change: (text: string) => string): unknown {
  if (!isMapping(value)) return value;
  const changed = Object.entries(mapping(value)).map(([key, item]) => [
    key,
    typeof item === "string" ? change(item) : item,
  ]);
  return changed.every(([key, item]) => item === value[key as string])
    ? value
    : Object.fromEntries(changed);
}

/** What stands in `data`: a text, or of a Secret its base64. What is no text stays. */
function inData(written: string, isEncoded: boolean, renames: HostRenames): string {
  if (!isEncoded) return renames.in(written);
  const bytes = fromBase64(written);
  const text = bytes && decodeText(bytes);
  if (text === undefined) return written;
  const changed = renames.in(text);
  return changed === text ? written : new TextEncoder().encode(changed).toBase64();
}
