/**
 * Fields of pods that hold a mapping or a list where Kubernetes takes a text: no cluster takes such a pod, and as a text they
 * would be JSON.
 *
 * @module
 */

import type { Manifest } from "../manifest.ts";
import { isMapping, type Mapping, mapping, text } from "../read.ts";

/** Fields that hold texts, and lists whose members have some. */
interface Fields {
  texts: readonly string[];
  lists: Readonly<Record<string, Fields>>;
}

const CONTAINER: Fields = {
  texts: [
    ...["name", "image", "imagePullPolicy", "workingDir", "restartPolicy"],
    ...["terminationMessagePath", "terminationMessagePolicy"],
  ],
  lists: {
    env: { texts: ["name", "value"], lists: {} },
    envFrom: { texts: ["prefix"], lists: {} },
    ports: { texts: ["name", "protocol", "hostIP"], lists: {} },
    volumeMounts: { texts: ["name", "mountPath", "subPath", "subPathExpr"], lists: {} },
    volumeDevices: { texts: ["name", "devicePath"], lists: {} },
  },
};

const POD: Fields = {
  texts: [
    ...["hostname", "subdomain", "restartPolicy", "dnsPolicy", "runtimeClassName"],
    ...["serviceAccountName", "nodeName"],
  ],
  lists: {
    initContainers: CONTAINER,
    containers: CONTAINER,
    volumes: { texts: ["name"], lists: {} },
    hostAliases: { texts: ["ip"], lists: {} },
  },
};

/** A field that holds a mapping or a list in place of a text. */
export interface OddText {
  /** Where it is: `containers[web].image`. */
  path: string;
  /** What it holds. */
  value: unknown;
}

/**
 * The fields of a manifest's pod, and of its containers, that hold something else where a text belongs. A workload is
 * read as if they were not there.
 *
 * @example
 * ```ts
 * import { oddTexts } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const image = { repository: "nginx", tag: 1 };
 * const pod = {
 *   kind: "Pod",
 *   metadata: { name: "web" },
 *   spec: { containers: [{ name: "main", image }] },
 * };
 * assertEquals(oddTexts(pod), [{ path: "containers[main].image", value: image }]);
 * ```
 */
export function oddTexts(manifest: Manifest): OddText[] {
  const { kind, spec } = manifest;
  const pod = kind === "Pod" ? spec : mapping(mapping(spec).template).spec;
  return [...find(mapping(pod), POD, "")];
}

/** A pod without such fields; the same one where it has none. */
export function withoutOddTexts(pod: Mapping): Mapping {
  return without(pod, POD);
}

function* find(holder: Mapping, { texts, lists }: Fields, at: string): Iterable<OddText> {
  for (const field of texts) {
    if (isOdd(holder[field])) yield { path: `${at}${field}`, value: holder[field] };
  }
  for (const [field, fields] of Object.entries(lists)) {
    const members = holder[field];
    if (!Array.isArray(members)) continue;
    for (const [index, member] of members.entries()) {
      if (!isMapping(member)) continue;
      const name = isOdd(member.name) ? "" : text(member.name);
      yield* find(
        member,
        fields,
        `${at}${field}[${name || index}].`,
      );
    }
  }
}

function without(holder: Mapping, { texts, lists }: Fields): Mapping {
  const odd = texts.filter((field) => isOdd(holder[field]));
  const changed: Mapping = {};
  for (const [field, fields] of Object.entries(lists)) {
    const members = holder[field];
    if (!Array.isArray(members)) continue;
    const sound = members.map((member) => isMapping(member) ? without(member, fields) : member);
    if (sound.some((member, index) => member !== members[index])) changed[field] = sound;
  }
  if (odd.length === 0 && Object.keys(changed).length === 0) return holder;
  const left = { ...holder, ...changed };
  for (const field of odd) delete left[field];
  // A port of the machine at an address that can't be read is none: it would be open at all of them.
  if (odd.includes("hostIP")) delete left.hostPort;
  return left;
}

function isOdd(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
