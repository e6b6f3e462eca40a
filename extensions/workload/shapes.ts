/**
 * Fields of a pod that are not what Kubernetes takes: read as they stand they would be nothing.
 *
 * @module
 */

import { type ConvertContext, isMapping, mapping, text } from "@dekube/engine/pacts";
import { allContainers, oddTexts, type Workload } from "@dekube/engine/pacts/kubernetes";

/** What the members of a list are, with an example. */
interface Shape {
  members: "texts" | "mappings";
  example: string;
}

const CONTAINER: Record<string, Shape> = {
  command: { members: "texts", example: '["sleep", "5"]' },
  args: { members: "texts", example: '["--port", "80"]' },
  env: { members: "mappings", example: "[{name: A, value: b}]" },
  envFrom: { members: "mappings", example: "[{configMapRef: {name: a}}]" },
  ports: { members: "mappings", example: "[{containerPort: 80}]" },
  volumeMounts: { members: "mappings", example: "[{name: a, mountPath: /a}]" },
  volumeDevices: { members: "mappings", example: "[{name: a, devicePath: /dev/a}]" },
};

const POD: Record<string, Shape> = {
  containers: { members: "mappings", example: "[{name: a, image: a:1}]" },
  initContainers: { members: "mappings", example: "[{name: a, image: a:1}]" },
  volumes: { members: "mappings", example: "[{name: a, emptyDir: {}}]" },
  hostAliases: { members: "mappings", example: "[{ip: 192.0.2.1, hostnames: [a]}]" },
  imagePullSecrets: { members: "mappings", example: "[{name: a}]" },
};

/** Examples of texts that templates spell out as something else. */
const TEXTS: Record<string, string> = {
  image: ', such as "nginx:1"',
  value: ', such as "{}" in quotes',
};

/** Says which fields of a pod, and of its containers, are left out because they are no lists, or no texts, or hold something else. */
export function sayMisreadFields(workload: Workload, ctx: Pick<ConvertContext, "report">): void {
  const say = (path: string, value: unknown, expected: string) =>
    ctx.report(workload.id, path).warn(
      "misread-field",
      `expected ${expected}, and found ${sortOf(value)}, which is left out`,
    );
  const look = (at: string, fields: Record<string, unknown>, shapes: Record<string, Shape>) => {
    for (const [field, { members, example }] of Object.entries(shapes)) {
      const value = fields[field];
      if (value === undefined || value === null) continue;
      if (!Array.isArray(value)) {
        say(`${at}${field}`, value, `a list of ${members}, such as ${example}`);
        continue;
      }
      for (const [index, member] of value.entries()) {
        const isOther = member !== null &&
          (members === "texts" ? typeof member === "object" : !isMapping(member));
        if (!isOther) continue;
        const one = members === "texts" ? "a text" : `a mapping, such as ${example.slice(1, -1)}`;
        say(`${at}${field}[${index}]`, member, one);
      }
    }
  };
  look("", mapping(workload.pod), POD);
  for (const { path, value } of oddTexts(workload.manifest)) {
    say(path, value, `a text${TEXTS[path.slice(path.lastIndexOf(".") + 1)] ?? ""}`);
  }
  for (const container of allContainers(workload)) {
    look(`containers[${text(container.name)}].`, mapping(container), CONTAINER);
  }
}

/** What a value is, without what it says: that may be secret. */
function sortOf(value: unknown): string {
  if (typeof value === "string") return "a text";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a mapping" : `a ${typeof value}`;
}
