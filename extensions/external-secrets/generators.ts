/**
 * What makes values up.
 *
 * @see https://external-secrets.io/latest/api/generator/
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  type ObjectIndex,
  text,
  textMap,
  texts,
} from "@dekube/engine/pacts";
import { CLUSTER_GENERATOR, GENERATORS } from "./kinds.ts";
import { password } from "./password.ts";
import type { Value } from "./value.ts";

/** What a generator gives: values by key, or why there are none. */
export type Generation = ReadonlyMap<string, Value> | { missing: string };

/**
 * The values of the generator that an ExternalSecret refers to. What is made up is kept, for each ExternalSecret its own,
 * as each has its own in a cluster.
 *
 * @param places Where it refers to it, which tells two of its generators apart, and where the user supplies what it would
 * give out.
 */
export function generate(
  reference: Mapping,
  owner: Manifest,
  { place, supplied: path }: { place: string; supplied: string[] },
  objects: ObjectIndex,
  ctx: Pick<ControllerContext, "generated" | "supplied">,
): Generation {
  const { kind, name } = reference;
  const isForAll = kind === "ClusterGenerator";
  const object = isForAll
    ? objects.of(CLUSTER_GENERATOR).find(({ metadata }) => metadata.name === name)
    : objects.get(`${GENERATORS}/${text(kind)}`, namespaceOf(owner), text(name));
  const { kind: inner, generator } = mapping(object?.spec);
  const type = isForAll ? text(inner) : text(kind);
  const spec = isForAll ? firstIn(mapping(generator)) : mapping(object?.spec);
  const value = (key: string, make: () => string) =>
    ctx.generated.value(owner, `${place}.${key}`, make);
  if (object || isForAll) {
    switch (type) {
      case "Password": {
        const keys = texts(spec.secretKeys);
        return new Map(
          (keys.length > 0 ? keys : ["password"]).map((
            key,
          ) => [key, value(key, () => password(spec))]),
        );
      }
      case "UUID":
        return new Map([["uuid", value("uuid", () => crypto.randomUUID())]]);
      case "Fake":
        return new Map(Object.entries(textMap(spec.data)));
    }
  } else if (["Password", "UUID", "Fake"].includes(type)) {
    return { missing: `there is no ${type} "${text(name)}" among the manifests. Add it` };
  }
  const given = ctx.supplied.values(path);
  return given ? new Map(Object.entries(given)) : {
    missing: `what the ${type || text(kind)} "${
      text(name)
    }" would give out is known to you alone. Put its values into secrets.yaml beside dekube.yaml: ${
      ctx.supplied.place(path)
    }`,
  };
}

/** A ClusterGenerator has one generator's spec, below a key of that kind's. */
function firstIn(generator: Mapping): Mapping {
  return mapping(Object.values(generator).find(isMapping));
}
