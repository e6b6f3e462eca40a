/**
 * What a container has to do with the Kubernetes API, as far as its manifest shows it.
 *
 * @module
 */

import { items, text } from "@dekube/engine/pacts";
import { allContainers, type Container, type Workload } from "@dekube/engine/pacts/kubernetes";
import { commandsOf } from "./commands.ts";
import { readDependsOn } from "./depends_on.ts";
import { readKubectl } from "./kubectl.ts";
import { readWaitFor } from "./k8s_wait_for.ts";
import type { Reference } from "./reference.ts";
import type { Command } from "./script.ts";

/** What a container has to do with the API. */
export interface ApiUse {
  /** Calls of the API in short, each once: `kubectl wait`. */
  calls: string[];
  /** What it asks about. */
  asksAbout: Reference[];
  /** Whether it changes nothing there. */
  onlyAsks: boolean;
  /** Whether it only asks, and all that it asks about is known. */
  onlyWaits: boolean;
  /** Whether it does nothing that has to do with anything else. */
  nothingElse: boolean;
}

/** Commands that change nothing, whatever their arguments. */
const HARMLESS = new Set(
  ("[ [[ : awk break cat continue cut date echo exit export expr false grep head jq local printf pwd " +
    "read return seq set shift sleep sort tail test tr trap true uname uniq unset wc wait yq")
    .split(" "),
);

const KUBECTL = /^(?:\S*\/)?(?:kubectl|oc)$/;
const WAIT_FOR = /^(?:\S*\/)?(?:k8s-wait-for|wait_for\.sh)$/;
const DEPENDS_ON = /^(?:\S*\/)?depends-on$/;
/** What writes to the API, and does nothing else: `kube-webhook-certgen`, `gateway certgen`. */
const WRITERS = /^(?:\S*\/)?(?:\S*certgen|helm)$/;
/** The API's own address, as programs that speak HTTP know it. */
const API_ADDRESS = /\bkubernetes\.default\b|KUBERNETES_SERVICE_HOST|KUBERNETES_PORT_443/;

/** What any call of the API has in it; most containers need not be read further. */
const HINT = /kubectl|\boc\b|wait[-_]for|depends-on|certgen|\bhelm\b|kubernetes/i;

const NONE: ApiUse = {
  calls: [],
  asksAbout: [],
  onlyAsks: false,
  onlyWaits: false,
  nothingElse: false,
};

/** Reads what a container does. */
export function apiUseOf(container: Container, workload: Workload): ApiUse {
  const { image, command, args, env } = container;
  const said = [image, ...items(command), ...items(args), ...items(env).map(({ value }) => value)];
  if (!said.some((part) => HINT.test(text(part)))) return NONE;
  const calls = new Set<string>();
  const asksAbout: Reference[] = [];
  let onlyAsks = true;
  let onlyWaits = true;
  let nothingElse = true;
  for (const command of commandsOf(container, workload)) {
    const call = callOf(command, workload.id.namespace);
    if (call) {
      calls.add(call.summary);
      asksAbout.push(...call.asksAbout ?? []);
      onlyAsks &&= call.onlyAsks;
      onlyWaits &&= call.asksAbout !== undefined;
    } else if (!HARMLESS.has(command.words[0])) {
      nothingElse = false;
    }
    if (command.writes) nothingElse = false;
  }
  return {
    calls: [...calls],
    asksAbout,
    onlyAsks: onlyAsks && calls.size > 0,
    onlyWaits: onlyWaits && calls.size > 0,
    nothingElse: nothingElse && calls.size > 0,
  };
}

function callOf(
  { words: [program = "", ...args] }: Command,
  namespace: string,
): { summary: string; onlyAsks: boolean; asksAbout?: Reference[] | undefined } | undefined {
  if (KUBECTL.test(program)) return readKubectl(args, namespace);
  if (WAIT_FOR.test(program)) {
    return { summary: "k8s-wait-for", onlyAsks: true, asksAbout: readWaitFor(args, namespace) };
  }
  if (DEPENDS_ON.test(program)) {
    const asksAbout = readDependsOn(args, namespace);
    return asksAbout && { summary: "depends-on", onlyAsks: true, asksAbout };
  }
  if (WRITERS.test(program) || args[0] === "certgen") {
    const summary = [program.replace(/^.*\//, ""), args[0]].filter(Boolean).join(" ");
    return { summary, onlyAsks: false };
  }
  if (API_ADDRESS.test(args.join(" "))) {
    return { summary: `${program} to the API's address`, onlyAsks: false };
  }
  return undefined;
}

/** The calls of the API that a pod's containers make, each once. */
export function callsOf(workload: Workload): string[] {
  return [
    ...new Set(allContainers(workload).flatMap((container) => apiUseOf(container, workload).calls)),
  ];
}
