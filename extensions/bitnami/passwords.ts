/**
 * Passwords that Bitnami's images read: from a variable, or from the file that `<variable>_FILE` names.
 *
 * @module
 */

import { type ConvertContext, items, type Secret, secretValue, text } from "@dekube/engine/pacts";
import { mountedText } from "./mounts.ts";
import type { Subject } from "./subject.ts";

/** Content of a password file, as a shell's `$(<file)` has it. */
export function withoutLastNewlines(content: string): string {
  let end = content.length;
  while (end > 0 && content[end - 1] === "\n") end--;
  return content.slice(0, end);
}

/** A password that was looked for. */
export interface Password {
  /** The password; empty where there is none. */
  value: string;
  /** What the manifest takes it from, where that is not there. */
  missing?: string;
  /** What it may be without, where that is not there. */
  lacking?: string;
}

/** The password that a variable or its file gives to a service; the file wins. */
export function passwordOf(variable: string, subject: Subject, ctx: ConvertContext): Password {
  const { service, origin } = subject;
  const path = text(service.environment?.[`${variable}_FILE`]);
  if (path !== "") {
    const content = mountedText(path, service, ctx) ?? secretFile(path, subject, ctx)?.value;
    if (content !== undefined) return { value: withoutLastNewlines(content) };
  }
  const value = text(service.environment?.[variable]);
  const isResolved = Object.hasOwn(service.environment ?? {}, variable);
  if (path === "" && (isResolved || !origin)) return { value };
  if (path !== "") return value === "" ? { value, missing: `the file ${path}` } : { value };
  const { container, workload } = origin!;
  const declared = items(container.env).find(({ name }) => text(name) === variable)?.valueFrom;
  if (declared) {
    const { name, key, optional } = declared.secretKeyRef ?? declared.configMapKeyRef ?? {};
    const source = `the key "${text(key)}" of "${text(name)}", which ${variable} is taken from,`;
    return { value, [optional === true ? "lacking" : "missing"]: source };
  }
  const absent = items(container.envFrom)
    .filter(({ secretRef }) => text(secretRef?.name) !== "")
    .filter(({ secretRef }) => !ctx.secrets.get(workload.id.namespace, text(secretRef?.name)));
  const said = (optional: boolean) =>
    absent.filter(({ secretRef }) => (secretRef?.optional === true) === optional)
      .map(({ secretRef }) => `the Secret "${text(secretRef?.name)}"`)[0];
  const [missing, lacking] = [said(false), said(true)];
  return { value, ...missing ? { missing } : lacking ? { lacking } : {} };
}

/** A file of a Secret that a service should have. */
export interface SecretFile {
  /** The Secret. */
  secret: Secret;
  /** What the file holds. */
  value: string;
}

/**
 * The Secret that a password file is meant to come from where nothing mounts it: one that the pod has as
 * a volume, else the one that a chart calls like the workload. It must have a key of the file's name.
 */
export function secretFile(
  path: string,
  { origin }: Subject,
  ctx: ConvertContext,
): SecretFile | undefined {
  if (!origin) return undefined;
  const { workload } = origin;
  const key = path.slice(path.lastIndexOf("/") + 1);
  const names = items(workload.pod.volumes).flatMap(({ secret, projected }) => [
    text(secret?.secretName),
    ...items(projected?.sources).map((source) => text(source.secret?.name)),
  ]);
  names.push(workload.id.name, workload.id.name.replace(/-(primary|read|master|replicas?)$/, ""));
  for (const name of names.filter(Boolean)) {
    const secret = ctx.secrets.get(workload.id.namespace, name);
    if (!secret) continue;
    const value = secretValue(secret, key);
    if (value !== undefined) return { secret, value };
  }
  return undefined;
}
