/**
 * `permanent-redirect`, `temporal-redirect`, `app-root`.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";
import { translateVariables } from "./variables.ts";

/** The redirect that all routes of the Ingress answer with; a temporary one is heard first. */
export function readRedirect(annotations: Annotations): IngressEntry["redirect"] {
  const temporary = read("temporal-redirect", 302, 307);
  if (temporary && annotations.get("permanent-redirect") !== "") {
    annotations.unsupported(
      "permanent-redirect",
      "temporal-redirect goes before it, so nobody is sent there. Take one of them out",
    );
  }
  return temporary ?? read("permanent-redirect", 301, 308);

  function read(name: string, status: number, last: number): IngressEntry["redirect"] {
    const to = annotations.get(name);
    if (to === "") return undefined;
    const code = annotations.number(`${name}-code`) ?? status;
    const isValid = code >= 300 && code <= last;
    if (!isValid) {
      annotations.invalid(`${name}-code`, `${code} is no status from 300 to ${last}`);
    }
    const translated = translateVariables(to);
    if (translated === undefined) {
      annotations.unsupported(
        name,
        `"${to}" holds a variable of nginx that a redirect can't have here; requests go to the backend`,
      );
    } else if (!/^(?:https?|\$scheme):\/\/[^\s\p{Cc}/][^\s\p{Cc}]*$/iu.test(to)) {
      annotations.invalid(name, `${JSON.stringify(to)} is not an http or https URL`);
    } else {
      return { to: translated, status: isValid ? code : status };
    }
    return undefined;
  }
}

/** The path that `/` alone is redirected to. */
export function readAppRoot(annotations: Annotations): IngressEntry["redirect"] {
  const name = "app-root";
  const to = annotations.get(name);
  if (to === "") return undefined;
  // Two slashes would begin the name of another host.
  if (!/^\/(?![/\\])[^\s\p{Cc}$]*$/u.test(to)) {
    annotations.invalid(
      name,
      `${JSON.stringify(to)} is not a path that begins with one "/" and holds no variable`,
    );
    return undefined;
  }
  if (to === "/") {
    annotations.invalid(name, '"/" would lead back to itself');
    return undefined;
  }
  return { to, status: 302 };
}
