/**
 * Recognises extensions by their shape, since one that is loaded from elsewhere brings base classes of its own.
 *
 * @module
 */

import {
  type CombinedConverter,
  type Converter,
  type Extension,
  type IngressProvider,
  type IngressRewriter,
  isMapping,
  type Transform,
} from "../../../pacts/mod.ts";

/** Whether something is an extension. */
export function isExtension(value: unknown): value is Extension {
  return isConverter(value) || isIngressProvider(value) || isRewriter(value) ||
    isTransform(value);
}

function has(
  value: unknown,
  ...methods: string[]
): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    typeof (value as Record<string, unknown>).name === "string" &&
    methods.every((method) => typeof (value as Record<string, unknown>)[method] === "function");
}

/** Whether an extension converts kinds. */
export function isConverter(value: unknown): value is Converter | CombinedConverter {
  return (has(value, "convert") || has(value, "convertAll")) && Array.isArray(value.kinds);
}

/** Whether a converter takes all of its kinds in one call. */
export function isCombined(value: Converter | CombinedConverter): value is CombinedConverter {
  return has(value, "convertAll");
}

/** Whether an extension is the reverse proxy. */
export function isIngressProvider(value: unknown): value is IngressProvider {
  return has(value, "buildService", "writeConfig") &&
    Array.isArray(value.kinds);
}

/** Whether an extension reads the annotations of Ingresses. */
export function isRewriter(value: unknown): value is IngressRewriter {
  return has(value, "match", "rewrite");
}

/** Whether an extension changes what the converters made. */
export function isTransform(value: unknown): value is Transform {
  return has(value, "transform") && !isMapping(value.kinds) &&
    !Array.isArray(value.kinds);
}
