/**
 * Puts what controllers make in the place of the objects that they make it of, before anything is named.
 *
 * @module
 */

import {
  append,
  type Config,
  defaultLimits,
  type Diagnostics,
  type ExtensionInfo,
  kindOf,
  type Manifest,
  namespaceOf,
  ObjectIndex,
} from "../../../pacts/mod.ts";
import { OutputLimits } from "../limits.ts";
import type { GeneratedValues } from "../secrets/generated_values.ts";
import type { SuppliedValues } from "../secrets/supplied_values.ts";
import { readOnly } from "../settings/read_only.ts";
import { setSource, sourceOf } from "./source.ts";

/** What controllers leave. */
export interface Controlled {
  /** The objects that are there now. */
  manifests: Manifest[];
  /** Those that others took the place of. */
  replaced: Manifest[];
  /** What stands in the place of each object that came in, where that is another. */
  successors: ReadonlyMap<Manifest, readonly Manifest[]>;
}

/** What controllers are run with. */
export interface ControllerSurroundings {
  /** dekube.yaml, checked. */
  config: Config;
  /** Where to say things. */
  diagnostics: Diagnostics;
  /** What is made up. */
  generated: GeneratedValues;
  /** What the user supplies. */
  supplied: SuppliedValues;
}

/** The manifests as the extensions' controllers leave them. What is made comes from where its origin does. */
export async function runControllers(
  manifests: readonly Manifest[],
  infos: readonly ExtensionInfo[],
  { config: given, diagnostics, generated, supplied }: ControllerSurroundings,
): Promise<Controlled> {
  const config = readOnly(given);
  const limits = new OutputLimits({ ...defaultLimits(), ...config.limits });
  let result = [...manifests];
  const replaced: Manifest[] = [];
  const successors = new Map<Manifest, readonly Manifest[]>();
  for (const { name, controller } of dependentsFirst(infos)) {
    const extensionConfig = Object.hasOwn(config.extensions, name) ? config.extensions[name] : {};
    if (!controller || extensionConfig.enabled === false) continue;
    const report = diagnostics.report.bind(diagnostics);
    const own = await controller(result, {
      config,
      extensionConfig,
      generated: generated.of(name),
      supplied: supplied.of(name),
      limits,
      report,
    });
    if (own.size === 0) continue;
    const made = withNamesakes(own, result);
    append(replaced, made.keys());
    for (const [origin, objects] of successors) {
      successors.set(origin, objects.flatMap((object) => made.get(object) ?? [object]));
    }
    for (const manifest of manifests) {
      const objects = made.get(manifest);
      if (objects) successors.set(manifest, objects);
    }
    const all = result.flatMap((manifest) => {
      const source = sourceOf(manifest);
      const objects = made.get(manifest) ?? [manifest];
      for (const object of objects) {
        if (source && object !== manifest && !sourceOf(object)) setSource(object, source);
      }
      return objects;
    });
    // One may be made of several.
    result = [...new Set(all)];
  }
  return { manifests: result, replaced, successors };
}

/**
 * What is made, and the objects that give way to it since they are called so: a live cluster's operator made them, or
 * somebody would have theirs taken for ours.
 */
function withNamesakes(
  own: ReadonlyMap<Manifest, readonly Manifest[]>,
  manifests: readonly Manifest[],
): ReadonlyMap<Manifest, readonly Manifest[]> {
  const objects = new ObjectIndex(manifests);
  const made = new Map(own);
  for (const object of [...own.values()].flat()) {
    const namesake = objects.get(kindOf(object), namespaceOf(object), object.metadata.name);
    if (namesake && namesake !== object && !made.has(namesake)) made.set(namesake, []);
  }
  return made;
}

/**
 * Extensions with those before each that depend on it: what they make is for it. Those come first that make what others look
 * for.
 */
function dependentsFirst(infos: readonly ExtensionInfo[]): ExtensionInfo[] {
  const seen = new Set<ExtensionInfo>();
  const ordered: ExtensionInfo[] = [];
  const place = (info: ExtensionInfo) => {
    if (seen.has(info)) return;
    seen.add(info);
    for (const other of infos) if (other.depends?.includes(info.name)) place(other);
    ordered.push(info);
  };
  const isMaker = ({ makes = [] }: ExtensionInfo) => makes.length > 0;
  for (const info of [...infos.filter(isMaker), ...infos]) place(info);
  return ordered;
}
