/**
 * Which Secrets an Ingress or Gateway wants a certificate in, and for which hosts.
 *
 * @module
 */

import {
  list,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  text,
  texts,
} from "@dekube/engine/pacts";

/** A Secret that wants a certificate. */
export interface TlsHosts {
  /** The Secret, in the object's namespace. */
  secretName: string;
  /** Names and addresses that the certificate is for. */
  hosts: string[];
  /** The field that has the first of them. */
  path: string;
}

/** What is told of a part that wants a certificate and can't have one, with its field. */
export type OnSkipped = (path: string, problem: string) => void;

/** Reads the parts of one kind of object. */
export type TlsReader = (
  manifest: Manifest,
  annotations: Readonly<Record<string, string>>,
  onSkipped: OnSkipped,
) => TlsHosts[];

/** Which listeners of a Gateway have their certificates from elsewhere. */
export const IGNORED_LISTENERS = "cert-manager.io/ignore-tls-listeners";

/** The items of `spec.tls` of an Ingress; a Secret that two of them name would have two certificates. */
export const ingressTls: TlsReader = (manifest, _annotations, onSkipped) => {
  const found = new Map<string, TlsHosts>();
  const twice = new Set<string>();
  for (const [index, item] of list(mapping(manifest.spec).tls).entries()) {
    const { secretName, hosts } = mapping(item);
    const path = `spec.tls[${index}]`;
    const name = text(secretName);
    const names = texts(hosts);
    if (name === "") onSkipped(`${path}.secretName`, "there is no Secret to put it into");
    else if (names.length === 0) onSkipped(`${path}.hosts`, "there are no hosts for it");
    else if (found.has(name)) twice.add(name);
    else found.set(name, { secretName: name, hosts: names, path: `${path}.hosts` });
  }
  if (twice.size > 0) {
    onSkipped(
      "spec.tls",
      `the ${twice.size > 1 ? "Secrets" : "Secret"} ${
        [...twice].map((name) => JSON.stringify(name)).join(", ")
      } may stand in one item only`,
    );
    return [];
  }
  return [...found.values()];
};

/** The listeners of a Gateway or ListenerSet that end TLS, those of one Secret together. */
export const gatewayTls: TlsReader = (manifest, annotations, onSkipped) => {
  const ignored = new Set(
    (annotations[IGNORED_LISTENERS] ?? "").split(",").map((name) => name.trim()),
  );
  const found = new Map<string, TlsHosts>();
  for (const [index, item] of list(mapping(manifest.spec).listeners).entries()) {
    const listener = mapping(item);
    const tls = mapping(listener.tls);
    const path = `spec.listeners[${index}]`;
    if (!TLS_PROTOCOLS.has(text(listener.protocol)) || ignored.has(text(listener.name))) continue;
    const mode = text(tls.mode) || "Terminate";
    if (mode !== "Terminate") continue;
    const hostname = text(listener.hostname);
    if (hostname === "") {
      onSkipped(`${path}.hostname`, "there is no host for it");
      continue;
    }
    for (const [place, reference] of list(tls.certificateRefs).entries()) {
      const problem = problemOf(mapping(reference), manifest);
      const name = text(mapping(reference).name);
      if (problem !== undefined) {
        onSkipped(`${path}.tls.certificateRefs[${place}]`, problem);
        continue;
      }
      const known = found.get(name);
      if (known) known.hosts.push(hostname);
      else found.set(name, { secretName: name, hosts: [hostname], path: `${path}.hostname` });
    }
  }
  return [...found.values()];
};

const TLS_PROTOCOLS: ReadonlySet<string> = new Set(["HTTPS", "TLS"]);

/** Why a certificate can't be put to where a listener looks for it. */
function problemOf(
  { group, kind, name, namespace }: Mapping,
  manifest: Manifest,
): string | undefined {
  if (!["", "core"].includes(text(group)) || !["", "Secret"].includes(text(kind))) {
    return `${text(kind)} is no Secret`;
  }
  if (text(name) === "") return "there is no Secret to put it into";
  if (text(namespace) !== "" && text(namespace) !== namespaceOf(manifest)) {
    return `the Secret is in another namespace, ${text(namespace)}`;
  }
  return undefined;
}
