/**
 * Environment and command line of a container, resolved as kubelet does.
 *
 * @module
 */

import type { ServiceKeys } from "../compose.ts";
import type { ConvertContext } from "../context.ts";
import { shortHash } from "../hash.ts";
import { defaultLimits, limitError, type LimitGuard, type LimitPlace } from "../limits.ts";
import type { ResourceId } from "../manifest.ts";
import { items, text } from "../read.ts";
import { parseQuantity } from "./quantity.ts";
import {
  configMapKeys,
  configMapValue,
  decodeText,
  hasSecretKey,
  secretBytes,
  secretKeys,
} from "./secrets.ts";
import { SecretTexts } from "./secret_texts.ts";
import { settingPath } from "../setting_path.ts";
import { serviceLinks } from "./service_links.ts";
import type { Container, FieldRef, ResourceFieldRef } from "./types.ts";
import { allContainers, podName, type Workload } from "./workloads.ts";

/** Environment by name, in the order of declaration. */
export type Env = Record<string, string>;

/** What a variable takes in compose.yml beside its name and value. */
const ENTRY_BYTES = 16;

/** Printable ASCII without `=`, as Kubernetes has it. */
const VARIABLE_NAME = /^[ -<>-~]+$/;

/**
 * Environment of a container by Kubernetes' precedence (`env` over `envFrom`, the last `envFrom`
 * wins), references resolved; of the variables that name Services those that the container uses. What can't be resolved and is not optional gets a diagnostic and is left out.
 */
export function resolveEnv(
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): Env {
  let expandedBytes = 0;
  // What a pod declares itself goes before what Kubernetes tells it.
  const env: Env = serviceLinks(container, workload, ctx);
  const fromSecrets = new SecretTexts();
  for (const [index, source] of items(container.envFrom).entries()) {
    const prefix = text(source.prefix);
    const at = `envFrom[${index}]`;
    if (source.configMapRef) {
      const { name, optional } = source.configMapRef;
      const variables = configMapEnv(text(name), prefix, optional === true, at);
      Object.assign(env, variables);
      fromSecrets.forget(Object.keys(variables));
    }
    if (source.secretRef) {
      const { name, optional } = source.secretRef;
      Object.assign(env, secretEnv(text(name), prefix, optional === true, at));
    }
  }
  for (const variable of items(container.env)) {
    const name = text(variable.name);
    if (name === "") continue;
    if (variable.valueFrom) {
      const value = fromSource(name, variable.valueFrom);
      if (value === undefined) continue;
      env[name] = value;
      if (!variable.valueFrom.secretKeyRef) fromSecrets.forget([name]);
      continue;
    }
    const written = text(variable.value);
    env[name] = expand(written, env, (bytes) => {
      expandedBytes += bytes;
      ctx.limits.checkExpanded(expandedBytes, placeOf(`env[${name}].value`));
    });
    fromSecrets.expand(name, written);
  }
  for (const [name, value] of Object.entries(env)) {
    if (!VARIABLE_NAME.test(name)) {
      delete env[name];
      warn(
        "bad-variable-name",
        `"${name}" is no name that a variable can have, so no cluster sets it, and it is left out. Let it be of letters, digits and other ASCII characters, but "="`,
        "env",
      );
      continue;
    }
    ctx.limits.generate(name.length + value.length + ENTRY_BYTES, placeOf(`env[${name}]`));
  }
  if (ctx.confidential) {
    const most = ctx.limits.settings.expandedValue;
    fromSecrets.tell({
      workload: workload.id,
      env,
      container,
      expand: (word) => expandWithin(word, env, most),
    }, ctx.confidential);
  }
  return env;

  function placeOf(field: string): LimitPlace {
    return { object: workload.id, path: `containers[${text(container.name)}].${field}` };
  }

  function warn(code: string, message: string, field: string): undefined {
    const [, variable] = /^env\[(.+)\]$/.exec(field) ?? [];
    ctx.report(workload.id, `containers[${text(container.name)}].${field}`).warn(
      code,
      message,
      variable === undefined ? undefined : { override: settingPath("environment", variable) },
    );
  }

  function configMapEnv(
    name: string,
    prefix: string,
    optional: boolean,
    at: string,
  ): Env {
    const map = ctx.configMaps.get(workload.id.namespace, name);
    if (!map) {
      if (!optional) {
        warn(
          "missing-config-map",
          `there is no ConfigMap "${name}" for the environment; its variables are left out. Add it to the manifests, or mark the reference optional`,
          at,
        );
      }
      return {};
    }
    const result: Env = {};
    for (const key of configMapKeys(map)) {
      const value = configMapValue(map, key);
      // As in Kubernetes, binaryData never reaches the environment.
      if (typeof value === "string") result[prefix + key] = value;
    }
    return result;
  }

  function secretEnv(
    name: string,
    prefix: string,
    optional: boolean,
    at: string,
  ): Env {
    const secret = ctx.secrets.get(workload.id.namespace, name);
    if (!secret) {
      if (!optional) {
        warn(
          "missing-secret",
          `there is no Secret "${name}" for the environment; its variables are left out. Add it to the manifests, or mark the reference optional`,
          at,
        );
      }
      return {};
    }
    const result: Env = {};
    for (const key of secretKeys(secret)) {
      const value = secretText(name, key, at);
      if (value === undefined) continue;
      result[prefix + key] = value;
      fromSecrets.add(prefix + key, secret, key, value);
    }
    return result;
  }

  function secretText(
    name: string,
    key: string,
    at: string,
  ): string | undefined {
    const bytes = secretBytes(
      ctx.secrets.get(workload.id.namespace, name)!,
      key,
    );
    if (!bytes) {
      return warn(
        "broken-secret",
        `Secret "${name}": the value of "${key}" is not base64; it is left out. Encode it, or move it to "stringData"`,
        at,
      );
    }
    const value = decodeText(bytes);
    if (value === undefined || value.includes("\0")) {
      return warn(
        "binary-environment",
        `Secret "${name}": the value of "${key}" is binary and can't be an environment variable; it is left out. Mount it as a file instead`,
        at,
      );
    }
    return value;
  }

  function fromSource(
    name: string,
    source: NonNullable<
      NonNullable<NonNullable<Container["env"]>[number]>["valueFrom"]
    >,
  ): string | undefined {
    const at = `env[${name}]`;
    if (source.configMapKeyRef) {
      const { name: mapName, key, optional } = source.configMapKeyRef;
      const map = ctx.configMaps.get(workload.id.namespace, text(mapName));
      const value = map && configMapValue(map, text(key));
      if (typeof value === "string") return value;
      if (optional === true) return undefined;
      return map
        ? warn(
          "missing-key",
          `ConfigMap "${text(mapName)}" has no text under "${
            text(key)
          }", so the variable "${name}" is left out. Add the key, or mark the reference optional`,
          at,
        )
        : warn(
          "missing-config-map",
          `there is no ConfigMap "${
            text(mapName)
          }", so the variable "${name}" is left out. Add it to the manifests, or mark the reference optional`,
          at,
        );
    }
    if (source.secretKeyRef) {
      const { name: secretName, key, optional } = source.secretKeyRef;
      const secret = ctx.secrets.get(workload.id.namespace, text(secretName));
      if (secret && hasSecretKey(secret, text(key))) {
        const value = secretText(text(secretName), text(key), at);
        if (value !== undefined) fromSecrets.add(name, secret, text(key), value);
        return value;
      }
      if (optional === true) return undefined;
      return secret
        ? warn(
          "missing-key",
          `Secret "${text(secretName)}" has no key "${
            text(key)
          }", so the variable "${name}" is left out. Add the key, or mark the reference optional`,
          at,
        )
        : warn(
          "missing-secret",
          `there is no Secret "${
            text(secretName)
          }", so the variable "${name}" is left out. Add it to the manifests, or mark the reference optional`,
          at,
        );
    }
    if (source.fieldRef) {
      const value = fieldValue(source.fieldRef, workload, ctx);
      return value ?? warn(
        "unknown-field",
        `the field "${
          text(source.fieldRef.fieldPath)
        }" has no counterpart in Compose, so the variable "${name}" is left out. Set it by "overrides.<service>.environment" in dekube.yaml`,
        at,
      );
    }
    if (source.resourceFieldRef) {
      const value = resourceValue(source.resourceFieldRef, container, workload);
      return value ?? warn(
        "unknown-resource",
        `"${
          text(source.resourceFieldRef.resource)
        }" is not set on the container, so the variable "${name}" is left out. Set it by "overrides.<service>.environment" in dekube.yaml`,
        at,
      );
    }
    return warn(
      "unknown-source",
      `the variable "${name}" takes its value from nothing that Compose has a counterpart of; it is left out. Set it by "overrides.<service>.environment" in dekube.yaml`,
      at,
    );
  }
}

/**
 * Value of a field of the pod (`fieldRef`), `undefined` where Compose has no counterpart.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 *
 * @example
 * ```ts
 * import { fieldValue } from "./env.ts";
 * import { workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const pod = { kind: "Pod", metadata: { name: "web", labels: { app: "shop" } }, spec: {} };
 * const ref = { fieldPath: "metadata.labels['app']" };
 * assertEquals(fieldValue(ref, workloadOf(pod)!, testContext([pod])), "shop");
 * ```
 */
export function fieldValue(
  ref: FieldRef,
  workload: Workload,
  ctx: Pick<ConvertContext, "names" | "addresses">,
): string | undefined {
  const path = text(ref.fieldPath);
  const entry = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (entry) {
    const map = entry[1] === "labels" ? workload.labels : workload.annotations;
    return Object.hasOwn(map, entry[2]) ? map[entry[2]] : "";
  }
  switch (path) {
    case "metadata.name":
      return podName(workload);
    case "metadata.namespace":
      return workload.id.namespace || "default";
    case "metadata.uid":
      return stableUid(workload);
    case "metadata.labels":
      return fieldLines(workload.labels);
    case "metadata.annotations":
      return fieldLines(workload.annotations);
    case "spec.nodeName":
      return "localhost";
    case "spec.serviceAccountName":
      return text(workload.pod.serviceAccountName) ||
        text(workload.pod.serviceAccount) || "default";
    case "status.podIP":
    case "status.podIPs":
      return ctx.addresses.ofPod(workload.id) ?? ctx.names.service(workload.id);
    case "status.hostIP":
    case "status.hostIPs":
      // The workload gets that name as an extra host that Docker points at its host.
      return ctx.addresses.ofHost() ?? HOST_NAME;
    default:
      return undefined;
  }
}

/** The name by which containers reach the machine that they run on. */
export const HOST_NAME = "host.docker.internal";

function stableUid(workload: Workload): string {
  const { kind, namespace, name } = workload.id;
  const hash = shortHash(`${namespace}/${kind}/${name}`, 4);
  // Version 8 of RFC 9562: a UUID of one's own making.
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join("-");
}

function fieldLines(map: Record<string, string>): string {
  return Object.keys(map).sort().map((key) => `${key}=${JSON.stringify(map[key])}`).join("\n");
}

/**
 * Value of a container's limit or request (`resourceFieldRef`), divided by its divisor and rounded up.
 * A missing limit is `undefined`: in a cluster it would be the node's size, which nobody knows here.
 *
 * @example
 * ```ts
 * import { resourceValue } from "./env.ts";
 * import { workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const container = { name: "app", resources: { limits: { cpu: "1500m" } } };
 * const spec = { containers: [container] };
 * const workload = workloadOf({ kind: "Pod", metadata: { name: "web" }, spec })!;
 * assertEquals(resourceValue({ resource: "limits.cpu" }, container, workload), "2");
 * assertEquals(resourceValue({ resource: "limits.cpu", divisor: "1m" }, container, workload), "1500");
 * ```
 */
export function resourceValue(
  ref: ResourceFieldRef,
  own: Container,
  workload: Workload,
): string | undefined {
  const name = text(ref.containerName);
  const container = name === ""
    ? own
    : allContainers(workload).find((other) => text(other.name) === name);
  const [group, ...rest] = text(ref.resource).split(".");
  const resource = rest.join(".");
  const { limits, requests } = container?.resources ?? {};
  const amounts = group === "requests"
    ? { ...limits, ...requests }
    : group === "limits"
    ? limits
    : undefined;
  const amount = parseQuantity(amounts?.[resource]);
  const divisor = parseQuantity(text(ref.divisor) || "1");
  if (amount === undefined || divisor === undefined) return undefined;
  return String(roundUp(amount / (divisor || 1)));
}

/** 1.1 / 0.001 is a hair above 1100 in binary, which is no reason to make it 1101. */
function roundUp(quotient: number): number {
  const nearest = Math.round(quotient);
  const isExact = Math.abs(quotient - nearest) <= 4 * Number.EPSILON * Math.abs(quotient);
  return isExact ? nearest : Math.ceil(quotient);
}

/**
 * Resolves `$(NAME)` as kubelet does: `$$` is one `$`, and a name that nobody knows stays as it is. `checkSize` is told how
 * large the result will be before it is made, and may refuse.
 *
 * @example
 * ```ts
 * import { expand } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(expand("$(HOST):80 $(NONE) $$(HOST) $5", { HOST: "db" }), "db:80 $(NONE) $(HOST) $5");
 * ```
 */
export function expand(
  value: string,
  env: Env,
  checkSize: (bytes: number) => void = checkDefault,
): string {
  if (value.includes("$(")) checkSize(expandedSize(value, env));
  // Behind the last `)` no name can end, and looking for one from every `$(` would take its time.
  const end = value.lastIndexOf(")") + 1;
  const expanded = value.slice(0, end).replace(REFERENCE, (whole, name) => {
    if (whole === "$$") return "$";
    return Object.hasOwn(env, name) ? env[name] : whole;
  });
  return expanded + value.slice(end).replaceAll("$$", () => "$");
}

const REFERENCE = /\$\$|\$\(([^)]*)\)/g;

/** How large a value is once references are resolved; a variable that holds another twice, and so on, doubles each time. */
function expandedSize(value: string, env: Env): number {
  let size = value.length;
  for (const [whole, name] of value.slice(0, value.lastIndexOf(")") + 1).matchAll(REFERENCE)) {
    if (whole !== "$$" && Object.hasOwn(env, name)) size += env[name].length - whole.length;
  }
  return size;
}

/**
 * Resolves references as {@linkcode expand} does, for who only looks into values: what grows beyond `most` bytes stays as it is.
 *
 * @example
 * ```ts
 * import { expandWithin } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const env = { A: "long text" };
 * assertEquals(expandWithin("$(A)$(A)", env, 20), "long textlong text");
 * assertEquals(expandWithin("$(A)$(A)", env, 10), "$(A)$(A)");
 * ```
 */
export function expandWithin(value: string, env: Env, most: number): string {
  const fits = !value.includes("$(") || expandedSize(value, env) <= most;
  return fits ? expand(value, env, () => {}) : value;
}

function checkDefault(bytes: number): void {
  const limits = defaultLimits();
  if (bytes <= limits.expandedValue) return;
  throw limitError("expandedValue", limits, "with what it refers to, a value is larger");
}

/**
 * `command` and `args` as Compose's `entrypoint` and `command`, `$(NAME)` resolved from the environment. `site` says whose
 * they are, and holds them to the limits.
 *
 * @example
 * ```ts
 * import { convertCommand } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(convertCommand({ command: ["sh"], args: ["-c", "echo $(A)"] }, { A: "1" }), {
 *   entrypoint: ["sh"],
 *   command: ["-c", "echo 1"],
 * });
 * ```
 */
export function convertCommand(
  container: Container,
  env: Env,
  site?: CommandSite,
): Pick<ServiceKeys, "entrypoint" | "command"> {
  let bytes = 0;
  const resolve = (field: string) => (part: unknown) =>
    expand(text(part), env, (size) => {
      bytes += size;
      if (!site) return checkDefault(bytes);
      const path = `containers[${text(container.name)}].${field}`;
      site.limits.checkExpanded(bytes, { object: site.object, path });
      site.limits.generate(size, { object: site.object, path });
    });
  const entrypoint = items(container.command).map(resolve("command"));
  const command = items(container.args).map(resolve("args"));
  return {
    ...(entrypoint.length > 0 ? { entrypoint } : {}),
    ...(command.length > 0 ? { command } : {}),
  };
}

/** Whose command line it is, and the limits that it is held to. */
export interface CommandSite {
  /** The object that the container belongs to. */
  object: ResourceId;
  /** The limits of the conversion. */
  limits: LimitGuard;
}
