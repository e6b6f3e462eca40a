/**
 * Headers that responses get: from `configuration-snippet` and `custom-headers`.
 *
 * @module
 */

import { type Annotations, isHeaderName, ResponseHeaders } from "@dekube/engine/pacts/ingress";
import { configMapKeys, configMapValue } from "@dekube/engine/pacts/kubernetes";
import { type Directive, parseDirectives } from "./directives.ts";

const SNIPPET = "configuration-snippet";

/** Takes the headers of `configuration-snippet`; every other directive gets a diagnostic. */
export function addSnippetHeaders(annotations: Annotations, headers: ResponseHeaders): void {
  const { directives, isBroken } = parseDirectives(annotations.get(SNIPPET));
  const added = new ResponseHeaders();
  for (const directive of directives) {
    if (directive.name === "more_set_headers" && !directive.hasBlock) {
      setHeaders(directive, annotations, headers);
    } else if (directive.name === "add_header" && !directive.hasBlock) {
      addHeader(directive, annotations, headers, added);
    } else {
      reportDirective(directive, SNIPPET, annotations);
    }
  }
  if (isBroken) reportBroken(SNIPPET, annotations);
}

/** Says which directives of a snippet are left out, where all are. */
export function reportSnippet(name: string, annotations: Annotations): void {
  const { directives, isBroken } = parseDirectives(annotations.get(name));
  for (const directive of directives) reportDirective(directive, name, annotations);
  if (isBroken) reportBroken(name, annotations);
}

/** Directives of which networks are kept, or close the route with a message of that. */
const OF_NETWORKS: ReadonlySet<string> = new Set(["allow", "deny"]);

function reportDirective({ name }: Directive, snippet: string, annotations: Annotations): void {
  if (OF_NETWORKS.has(name)) return;
  annotations.unsupported(
    snippet,
    `the directive ${JSON.stringify(name)} has no counterpart here; it is left out`,
  );
}

function reportBroken(name: string, annotations: Annotations): void {
  annotations.invalid(name, "something of it is not in nginx's syntax, and the rest can't be read");
}

/** `more_set_headers "Name: value" …`. */
function setHeaders({ args }: Directive, annotations: Annotations, headers: ResponseHeaders): void {
  if (args.some((arg) => arg.startsWith("-"))) {
    annotations.unsupported(
      SNIPPET,
      "more_set_headers with options, for some responses only, has no counterpart here; it is left out",
    );
    return;
  }
  for (const arg of args) {
    const [, name, value] = /^([^:]*)(?::\s*([^]*))?$/.exec(arg)!;
    if (!value) {
      annotations.unsupported(
        SNIPPET,
        `more_set_headers takes the header ${
          JSON.stringify(name.trim())
        } off, which has no counterpart here; it is left out`,
      );
    } else {
      setHeader({ name: name.trim(), value: value.trim() }, SNIPPET, annotations, headers);
    }
  }
}

/** Sets a header unless it is none, or computed for each request, which is said. */
export function setHeader(
  { name, value }: { name: string; value: string },
  annotation: string,
  annotations: Annotations,
  headers: ResponseHeaders,
): void {
  if (isKept(name, value, annotation, annotations)) headers.set(name, value);
}

/** `add_header Name value [always]`; one of several for one name is one more value. */
function addHeader(
  { args }: Directive,
  annotations: Annotations,
  headers: ResponseHeaders,
  added: ResponseHeaders,
): void {
  const [name = "", value, always, ...more] = args;
  if (value === undefined || more.length > 0 || (always ?? "always") !== "always") {
    annotations.invalid(
      SNIPPET,
      `"add_header ${args.join(" ")}" is not a header, its value, and perhaps "always"`,
    );
    return;
  }
  // nginx adds no header without a value.
  if (value === "" || !isKept(name, value, SNIPPET, annotations)) return;
  if (!added.has(name)) headers.set(name, value);
  else if (name.toLowerCase() !== "set-cookie") headers.append(name, value);
  else {
    annotations.unsupported(
      SNIPPET,
      "a route sets one cookie here; the other Set-Cookie is left out",
    );
  }
  added.set(name, value);
}

/** Takes the headers of the ConfigMap that `custom-headers` names. */
export function addCustomHeaders(annotations: Annotations, headers: ResponseHeaders): void {
  const annotation = "custom-headers";
  const ref = annotations.ref(annotation);
  if (!ref) return;
  const map = annotations.ctx.configMaps.get(ref.namespace, ref.name);
  if (!map) {
    annotations.invalid(
      annotation,
      `there is no ConfigMap "${ref.name}" (add it to the manifests)`,
    );
    return;
  }
  for (const name of configMapKeys(map)) {
    const value = configMapValue(map, name);
    // A `$` is itself there.
    if (typeof value !== "string" || !isHeader(name, value)) {
      reportBadHeader(name, annotation, annotations);
    } else if (value !== "") headers.set(name, value);
  }
}

function isKept(
  name: string,
  value: string,
  annotation: string,
  annotations: Annotations,
): boolean {
  if (!isHeader(name, value)) {
    reportBadHeader(name, annotation, annotations);
    return false;
  }
  if (value.includes("$")) {
    annotations.unsupported(
      annotation,
      `the header ${name} is computed for each request, which can't be kept; it is left out`,
    );
    return false;
  }
  return true;
}

/** Says that there is no such header. */
export function reportBadHeader(
  name: string,
  annotation: string,
  annotations: Annotations,
): void {
  annotations.invalid(annotation, `${JSON.stringify(name)} is not a header with a one-line value`);
}

/** Whether a header can be of a name and a value. */
export function isHeader(name: string, value: string): boolean {
  // deno-lint-ignore no-control-regex -- these are what must not be there
  return isHeaderName(name) && !/[\x00-\x08\x0a-\x1f\x7f]/.test(value);
}
