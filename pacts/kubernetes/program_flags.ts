/**
 * The flags that a container starts its program with, as far as manifests tell.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { namespaceOf } from "../manifest.ts";
import { list, mapping, mappings, text, textMap } from "../read.ts";
import { type Env, expandWithin } from "./env.ts";
import type { Container } from "./types.ts";
import type { Workload } from "./workloads.ts";

/** No command line that somebody wrote is longer. */
const MAX_LENGTH = 1 << 17;

/** What a container runs, and with which flags. */
export interface ProgramFlags {
  /** Its command line word by word, those of a script for a shell (`sh -c`) too. */
  readonly words: readonly string[];
  /** The variables of its environment whose values manifests tell. */
  readonly env: Readonly<Env>;
  /**
   * What a flag is set to, whatever its case: `--name=value` or `--name value`; `"true"` where no value follows. Of several
   * the last counts. What no manifest tells stays as it is written: `$(NAME)`.
   */
  value(name: string): string | undefined;
}

/**
 * The flags of a container's program, with what its environment says put in.
 *
 * @example
 * ```ts
 * import { programFlags, workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const container = {
 *   name: "controller",
 *   env: [{ name: "NS", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } }],
 *   command: ["sh", "-c", "exec /controller --configmap=$(NS)/own --class internal --watch"],
 * };
 * const pod = { kind: "Pod", metadata: { name: "x", namespace: "edge" }, spec: { containers: [container] } };
 * const flags = programFlags(container, workloadOf(pod)!, testContext([pod]));
 * assertEquals(["configmap", "class", "watch", "none"].map((name) => flags.value(name)), [
 *   ...["edge/own", "internal", "true", undefined],
 * ]);
 * ```
 */
export function programFlags(
  container: Container,
  workload: Workload,
  ctx: Pick<ConvertContext, "manifests">,
): ProgramFlags {
  const { command, args } = mapping(container);
  const env = environmentOf(container, workload, ctx);
  const words = [...list(command), ...list(args)]
    .map((word) => expandWithin(text(word), env, MAX_LENGTH))
    .flatMap((word) =>
      /\s/.test(word) && word.length <= MAX_LENGTH ? scriptWords(word, env) : word
    );
  return flagsOf(words, env);
}

/** The flags that a command line holds, its words as they are. */
export function flagsOf(words: readonly string[], env: Readonly<Env>): ProgramFlags {
  const flags = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    const [, name, value] = /^--?([a-z][\w.-]*)(?:=([^]*))?$/i.exec(word) ?? [];
    if (name === undefined) continue;
    const next = words[index + 1];
    flags.set(
      name.toLowerCase(),
      value ?? (next === undefined || /^-|^;$/.test(next) ? "true" : next),
    );
  }
  return { words, env, value: (name) => flags.get(name.toLowerCase()) };
}

/** The variables whose values manifests tell. */
function environmentOf(
  container: Container,
  { id, manifest }: Workload,
  { manifests }: Pick<ConvertContext, "manifests">,
): Env {
  const dataOf = (name: unknown) =>
    mapping(mapping(manifests.get("ConfigMap", id.namespace, text(name))).data);
  const env: Env = {};
  for (const { configMapRef, prefix } of mappings(mapping(container).envFrom)) {
    for (const [key, value] of Object.entries(textMap(dataOf(mapping(configMapRef).name)))) {
      env[text(prefix) + key] = value;
    }
  }
  for (const variable of mappings(mapping(container).env)) {
    const { fieldRef, configMapKeyRef } = mapping(variable.valueFrom);
    const { name, key } = mapping(configMapKeyRef);
    const value = text(mapping(fieldRef).fieldPath) === "metadata.namespace"
      ? namespaceOf(manifest)
      : configMapKeyRef !== undefined
      ? valueAt(dataOf(name), text(key))
      : variable.valueFrom === undefined
      ? expandWithin(text(variable.value), env, MAX_LENGTH)
      : undefined;
    if (value === undefined) delete env[text(variable.name)];
    else env[text(variable.name)] = value;
  }
  return env;
}

function valueAt(data: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = Object.hasOwn(data, key) ? data[key] : undefined;
  return value === undefined || value === null ? undefined : text(value);
}

/** A word of a shell's script, or what separates two commands. */
const SHELL_WORD =
  /[;&|\n]+|(?:\\[^]|"(?:\\[^]|[^"\\])*"|'[^']*'|\$\([^)\s]{0,200}\)|[^\s;&|"'\\])+/g;

function scriptWords(script: string, env: Env): string[] {
  return [...script.replaceAll(/\\\r?\n/g, " ").matchAll(SHELL_WORD)].map(([word]) =>
    /^[;&|\n]/.test(word) ? ";" : word.replaceAll(
      /\\([^])|"((?:\\[^]|[^"\\])*)"|'([^']*)'|\$(\w+)|\$\{(\w+)(?::?-([^{}]*))?\}/g,
      (whole, escaped, double, single) => {
        if (double !== undefined) return withVariables(double, env);
        if (escaped ?? single) return escaped ?? single;
        return whole.startsWith("$") ? withVariables(whole, env) : "";
      },
    )
  );
}

function withVariables(value: string, env: Env): string {
  return value.replaceAll(
    /\\([^])|\$(?:(\w+)|\{(\w+)(?::?-([^{}]*))?\})/g,
    (whole, escaped, plain, braced, otherwise) =>
      escaped ?? env[plain ?? braced] ?? otherwise ?? whole,
  );
}
