/// <reference lib="dom" />
/**
 * Where in the page somebody is, as the address says it: `#service=web`, `#object=Deployment/shop/web`.
 *
 * @module
 */

/** A place in the page. */
export interface Place {
  /** What is shown. */
  view: "overview" | "service" | "object";
  /** Which of them. */
  id: string;
}

/** The place that an address says. */
export function placeOf(hash: string): Place {
  const [, view, id = ""] = /^#(service|object)=(.*)$/s.exec(hash) ?? [];
  if (view !== "service" && view !== "object") return { view: "overview", id: "" };
  return { view, id: decoded(id) };
}

/** The address of a service. */
export function serviceLink(name: string): string {
  return `#service=${encodeURIComponent(name)}`;
}

/** The address of an object. */
export function objectLink(
  { kind, namespace, name }: { kind: string; namespace: string; name: string },
): string {
  return `#object=${[kind, namespace, name].map(encodeURIComponent).join("/")}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
