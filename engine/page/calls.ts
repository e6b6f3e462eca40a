/**
 * Who calls whom, by the names in their environment, their commands and their files.
 *
 * @module
 */

import { dottedNames, isComment, isUnasked } from "../core/network/cluster_names.ts";
import { hostPlace, shortNames } from "../core/network/host_place.ts";
import { keyOfFile, serviceTexts } from "../core/network/service_texts.ts";
import { mountsOf } from "../core/output/mounts.ts";
import type { RenderedService } from "../../pacts/mod.ts";
import type { PageFiles } from "./files.ts";
import type { Names } from "./names.ts";

/** A service names another one. */
export interface Call {
  /** Who names it. */
  from: string;
  /** Who is named. */
  to: string;
  /** Where the name stands: `environment.URL`, or a file. */
  place: string;
}

/** The calls of some services, by each place where a name of another one stands. */
export function callsIn(
  services: Readonly<Record<string, RenderedService>>,
  files: PageFiles,
  names: Names,
): Call[] {
  const calls: Call[] = [];
  /** Many services mount the same file, and names are the same in each. */
  const inFiles = new Map<string, ReadonlySet<string>>();
  for (const [from, service] of Object.entries(services)) {
    const found = new Set<string>();
    const add = (known: Iterable<string>, place: string) => {
      for (const name of known) {
        const to = names.from(from, name);
        if (to === undefined || to === from) continue;
        const key = `${to}\0${place}`;
        if (found.has(key)) continue;
        found.add(key);
        calls.push({ from, to, place });
      }
    };
    for (const { key, text, lead } of serviceTexts(service)) {
      add(hostsIn(text, lead, names), key);
    }
    for (const { source } of mountsOf(service)) {
      if (source === undefined) continue;
      for (const [path, content] of files.textsAt(source)) {
        let hosts = inFiles.get(path);
        if (!hosts) {
          inFiles.set(path, hosts = new Set(hostsIn(content, keyOfFile(path, content), names)));
        }
        add(hosts, path);
      }
    }
  }
  return calls;
}

/** Names in a text that are hosts there. */
function* hostsIn(text: string, lead: string, names: Names): Iterable<string> {
  const isKnown = (name: string) => names.has(name);
  if (text.includes(".")) {
    for (const { name, at } of dottedNames(text, isKnown)) {
      if (!isComment(text, at)) yield name;
    }
  }
  for (const found of shortNames(text, isKnown)) {
    if (isComment(text, found.at) || isUnasked(lead)) continue;
    if (hostPlace(text, found, lead) !== "other") yield found.name;
  }
}
