/**
 * The Secrets of SealedSecrets.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets#overview
 * @module
 */

import {
  type ControllerContext,
  entries,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  ObjectIndex,
  type Secret,
  secretValue,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { renderGoTemplate, TemplateError } from "@dekube/engine/pacts/go_template";
import { decodeText, fromBase64 } from "@dekube/engine/pacts/kubernetes";
import { UnsealingKeys } from "./unseal.ts";

/** What holds values that the cluster alone can read. */
export const SEALED_SECRET = "bitnami.com/SealedSecret";

const ANNOTATIONS = "sealedsecrets.bitnami.com/";
const KEY_LABEL = "sealedsecrets.bitnami.com/sealed-secrets-key";

/** What becomes of SealedSecrets, and of Secrets that they add to. */
export async function secretsOf(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Promise<Map<Manifest, Manifest[]>> {
  const made = new Map<Manifest, Manifest[]>();
  const objects = new ObjectIndex(manifests);
  const sealed = objects.of(SEALED_SECRET);
  if (sealed.length === 0) return made;
  const keys = await keysOf(objects, ctx);
  for (const manifest of sealed) {
    const existing = objects.get("Secret", namespaceOf(manifest), manifest.metadata.name);
    const unsealing = new Unsealing(manifest, keys, ctx);
    if (!existing) made.set(manifest, [await unsealing.secret()]);
    else {
      made.set(manifest, []);
      // Else it is what the controller made of it in a live cluster.
      if (textMap(existing.metadata.annotations)[`${ANNOTATIONS}patch`] === "true") {
        made.set(existing, [await unsealing.secret(existing)]);
      }
    }
  }
  return made;
}

/** Keys that the user handed over, and those of the controller that are among the manifests. */
async function keysOf(
  objects: ObjectIndex,
  { supplied, report, limits }: ControllerContext,
): Promise<UnsealingKeys> {
  const keys = new UnsealingKeys(limits);
  for (const secret of objects.of("Secret")) {
    if (KEY_LABEL in textMap(secret.metadata.labels)) {
      await keys.add(secretValue(secret as Secret, "tls.key") ?? "");
    }
  }
  const written = supplied.value(["key"]);
  if (written !== undefined && await keys.add(written) === 0) {
    report().error(
      "no-unsealing-key",
      `${
        supplied.place(["key"])
      } in secrets.yaml is no private key of RSA. Put the tls.key of the controller's Secret there, as PEM`,
    );
  }
  return keys;
}

/** A Secret in JSON, as the controller's first versions sealed it; whoever writes a manifest can seal anything. */
function secretIn(json: string): Mapping | undefined {
  let secret: unknown;
  try {
    secret = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isMapping(secret)) return undefined;
  const data = Object.entries(mapping(secret.data)).filter(([, value]) =>
    typeof value === "string" && fromBase64(value) !== undefined
  );
  return { ...secret, data: Object.fromEntries(data) };
}

class Unsealing {
  readonly #sealed: Manifest;
  readonly #keys: UnsealingKeys;
  readonly #ctx: ControllerContext;

  constructor(sealed: Manifest, keys: UnsealingKeys, ctx: ControllerContext) {
    this.#sealed = sealed;
    this.#keys = keys;
    this.#ctx = ctx;
  }

  /** The Secret that it seals, or one with what it seals. */
  async secret(base?: Manifest): Promise<Manifest> {
    const spec = mapping(this.#sealed.spec);
    const template = mapping(spec.template);
    const { name } = this.#sealed.metadata;
    const namespace = namespaceOf(this.#sealed);
    const whole = typeof spec.data === "string" ? await this.#whole(spec.data) : undefined;
    const data = whole ? mapping(whole.data) : await this.#data(mapping(spec.encryptedData));
    const metadata = mapping(whole ? whole.metadata : template.metadata);
    const own = base?.metadata;
    const filled = this.#filled(textMap(template.data), data as Record<string, string>);
    const type = text(whole ? whole.type : template.type);
    return {
      apiVersion: "v1",
      kind: "Secret",
      ...base,
      metadata: {
        ...own,
        name,
        ...namespace === "" ? {} : { namespace },
        labels: { ...own?.labels, ...textMap(metadata.labels) },
        annotations: { ...own?.annotations, ...textMap(metadata.annotations) },
      },
      ...type === "" ? {} : { type },
      data: { ...mapping(base?.data), ...data, ...filled },
    };
  }

  /** Values as `data` of a Secret has them, each of which is sealed by itself. */
  async #data(sealed: Record<string, unknown>): Promise<Record<string, string>> {
    const data: [string, string][] = [];
    for (const [key, value] of entries(sealed)) {
      const opened = await this.#keys.open(text(value), this.#label());
      const plain = opened?.toBase64() ?? this.#supplied(key);
      if (plain !== undefined) data.push([key, plain]);
    }
    return Object.fromEntries(data);
  }

  /** The user's own value in the place of one that no key opens. */
  #supplied(key: string): string | undefined {
    const { supplied, report } = this.#ctx;
    const path = [this.#path(), key];
    const value = supplied.value(path);
    if (value !== undefined) return new TextEncoder().encode(value).toBase64();
    report(this.#sealed, `spec.encryptedData.${key}`).error(
      "sealed-value",
      `the value of "${key}" is sealed, and ${
        this.#keys.isEmpty ? "there is no key to open it" : "none of the keys opens it"
      }. Put the controller's private key into secrets.yaml beside dekube.yaml (${
        supplied.place(["key"])
      }), or the value (${supplied.place(path)})`,
    );
    return undefined;
  }

  /** A whole Secret in one, as the controller's first versions sealed it. */
  async #whole(sealed: string): Promise<Record<string, unknown> | undefined> {
    const opened = await this.#keys.open(sealed, this.#label());
    const secret = opened && secretIn(decodeText(opened) ?? "");
    if (secret) return secret;
    if (opened) {
      this.#ctx.report(this.#sealed, "spec.data").error(
        "sealed-value",
        "what it seals opens, and is no Secret as JSON. Seal the Secret again",
      );
      return undefined;
    }
    this.#ctx.report(this.#sealed, "spec.data").error(
      "sealed-value",
      `it seals a Secret, and ${
        this.#keys.isEmpty ? "there is no key to open it" : "none of the keys opens it"
      }. Put the controller's private key into secrets.yaml beside dekube.yaml: ${
        this.#ctx.supplied.place(["key"])
      }`,
    );
    return undefined;
  }

  #filled(
    templates: Record<string, string>,
    data: Record<string, string>,
  ): Record<string, string> {
    const written = Object.entries(templates);
    if (written.length === 0) return {};
    const values = Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        decodeText(fromBase64(value) ?? new Uint8Array()) ?? "",
      ]),
    );
    return Object.fromEntries(written.flatMap(([key, template]): [string, string][] => {
      try {
        const value = renderGoTemplate(template, values, {
          limits: { whole: this.#ctx.limits.settings },
        });
        return [[key, new TextEncoder().encode(value).toBase64()]];
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        this.#ctx.report(this.#sealed, `spec.template.data.${key}`).error(
          "bad-template",
          `the template can't be filled in: ${error.message}`,
        );
        return [];
      }
    }));
  }

  /** What it was sealed for: nobody opens it under another name. */
  #label(): string {
    const annotations = textMap(this.#sealed.metadata.annotations);
    if (annotations[`${ANNOTATIONS}cluster-wide`] === "true") return "";
    const namespace = namespaceOf(this.#sealed);
    if (annotations[`${ANNOTATIONS}namespace-wide`] === "true") return namespace;
    return `${namespace}/${this.#sealed.metadata.name}`;
  }

  #path(): string {
    const namespace = namespaceOf(this.#sealed);
    const { name } = this.#sealed.metadata;
    return namespace === "" ? name : `${namespace}/${name}`;
  }
}
