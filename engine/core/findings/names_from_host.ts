/**
 * Names that what has the host's network uses, and that only the project's networks know.
 *
 * @module
 */

import {
  type ComposeProject,
  type ComposeService,
  extraHosts,
  readExtraHosts,
  type RenderedService,
} from "../../../pacts/mod.ts";
import { isBehindHostKey } from "../../../pacts/kubernetes/mod.ts";
import type { EngineContext } from "../context.ts";
import { answeredNames } from "./answered_names.ts";
import { dottedNames, isUnasked, shortHosts } from "../network/cluster_names.ts";
import { hostAddress } from "../network/names_on_host.ts";
import { Readers, serviceTexts, textFiles } from "../network/service_texts.ts";
import { mountsOf } from "../output/mounts.ts";

/** More names than this are counted. */
const MOST_NAMES = 5;

/** Warns once a pod in the host's network of the names that it uses, and that Docker's DNS answers in others alone. */
export function warnNamesFromHost(
  project: ComposeProject,
  services: Readonly<Record<string, ComposeService>>,
  ctx: EngineContext,
): void {
  const pods = podsOnHost(project.services);
  if (pods.size === 0) return;
  const inNetworks = Object.entries(project.services).filter(([, { network_mode: mode }]) => !mode)
    .map(([name, service]): [string, RenderedService] => [name, withHostAlone(service, ctx)]);
  const known = answeredNames(inNetworks);
  for (const [pod, used] of usedNames(pods, project.services, known, ctx)) {
    for (const [own] of readExtraHosts(project.services[pod].extra_hosts)) used.delete(own);
    if (used.size === 0) continue;
    const names = [...used].sort();
    const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : "";
    ctx.report(services[pod]?.owner).warn(
      "name-from-host",
      `"${pod}" has the host's network, where nothing answers to ${
        names.slice(0, MOST_NAMES).map((name) => JSON.stringify(name)).join(", ")
      }${more}, which it uses: Docker knows such names in the project's networks alone. Publish the ports of what they lead to, and put localhost and those ports there, both under "overrides" in dekube.yaml; or leave the host's network to others, with extensions.workload.host_network: published`,
    );
  }
}

/** A service without the hosts that lead out of the project, of which no port is to be published. */
function withHostAlone(service: RenderedService, ctx: EngineContext): RenderedService {
  const host = hostAddress(ctx);
  const hosts = readExtraHosts(service.extra_hosts).filter(([, address]) => address === host);
  return { ...service, extra_hosts: extraHosts(hosts) };
}

/** Services with the host's network, each with those that share it by way of it, itself among them. */
function podsOnHost(services: Readonly<Record<string, RenderedService>>): Map<string, string[]> {
  const pods = new Map<string, string[]>();
  for (const [name, service] of Object.entries(services)) {
    if (service?.network_mode === "host") pods.set(name, [name]);
  }
  if (pods.size === 0) return pods;
  for (const [name, service] of Object.entries(services)) {
    pods.get(/^service:(.+)$/.exec(String(service?.network_mode ?? ""))?.[1] ?? "")?.push(name);
  }
  return pods;
}

/** The names among those `known` that each pod uses: in its services, and in the files that those mount. */
function usedNames(
  pods: ReadonlyMap<string, readonly string[]>,
  services: Readonly<Record<string, RenderedService>>,
  known: ReadonlySet<string>,
  ctx: Pick<EngineContext, "files">,
): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  const podOf = new Map<string, string>();
  for (const [pod, members] of pods) {
    const names = new Set<string>();
    used.set(pod, names);
    for (const member of members) {
      podOf.set(member, pod);
      for (const { text, lead } of serviceTexts(services[member])) {
        if (isUnasked(lead)) continue;
        for (const name of namesIn(text, lead, known)) names.add(name);
      }
    }
  }
  const readers = new Readers(
    Object.fromEntries(
      [...podOf.keys()].map((name) => [name, { volumes: mountsOf(services[name]) }]),
    ),
  );
  for (const [path, content] of textFiles(ctx)) {
    const found = [...readers.of(path)].flatMap((name) => podOf.get(name) ?? []);
    if (found.length === 0) continue;
    const names = namesIn(content, "", known);
    for (const pod of found) for (const name of names) used.get(pod)!.add(name);
  }
  return used;
}

/** Names with dots wherever they stand, others where a host does; `lead` stands before the text. */
function namesIn(text: string, lead: string, known: ReadonlySet<string>): Set<string> {
  const isKnown = (name: string) => known.has(name);
  const found = new Set<string>();
  for (const { name } of text.includes(".") ? dottedNames(text, isKnown) : []) found.add(name);
  for (const { name, at } of shortHosts(text, isKnown)) {
    const isHost = /(?:\/\/|@)$/.test(text.slice(0, at).slice(-2)) ||
      /^:\d/.test(text.slice(at + name.length, at + name.length + 2)) ||
      isBehindHostKey(lead + text, lead.length + at);
    if (isHost) found.add(name);
  }
  return found;
}
