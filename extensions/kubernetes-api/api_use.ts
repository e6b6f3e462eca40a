/**
 * What a container has to do with the Kubernetes API, as far as its manifest shows it.
 *
 * @module
 */

import { append, items, text } from "@dekube/engine/pacts";
import { allContainers, type Container, type Workload } from "@dekube/engine/pacts/kubernetes";
import { mayNameApi, namesApi } from "./api_address.ts";
import { commandsOf } from "./commands.ts";
import { readDependsOn } from "./depends_on.ts";
import { createdSecret, readKubectl } from "./kubectl.ts";
import { readWaitFor } from "./k8s_wait_for.ts";
import type { Reference } from "./reference.ts";
import type { Command } from "./script.ts";

/** What a container has to do with the API. */
export interface ApiUse {
  /** Calls of the API in short, each once: `kubectl wait`. */
  calls: string[];
  /** What it asks about. */
  asksAbout: Reference[];
  /** Secrets that it makes there by name, each with its keys. */
  creates: Map<string, string[]>;
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

/** Commands that only make text of text, or of chance, unless an option has them write a file. */
const MAKERS = new Map([
  ...("base64 basename cksum dirname fold hexdump htpasswd md5sum mkpasswd od openssl paste pwgen rev " +
    "sha1sum sha256sum sha512sum shuf tac uuidgen xxd").split(" ").map((name) =>
      [name, /^--?(?:c|out|keyout|output)$/] as const
    ),
  ["awk", /^-i$/],
  ["sed", /^(?:-[a-z]*i|--in-place)/],
  ["dd", /^of=/],
]);

const KUBECTL = /^(?:\S*\/)?(?:kubectl|oc)$/;
const WAIT_FOR = /^(?:\S*\/)?(?:k8s-wait-for|wait_for\.sh)$/;
const DEPENDS_ON = /^(?:\S*\/)?depends-on$/;
/** What writes to the API, and does nothing else: `kube-webhook-certgen`, `gateway certgen`. */
const WRITERS = /^(?:\S*certgen|(?:\S*\/)?helm)$/;
/** What any call of the API has in it; most containers need not be read further. */
const HINT = /kubectl|\boc\b|wait[-_]for|depends-on|certgen|\bhelm\b/i;

const NONE: ApiUse = {
  calls: [],
  asksAbout: [],
  creates: new Map(),
  onlyAsks: false,
  onlyWaits: false,
  nothingElse: false,
};

/** Reads what a container does. */
export function apiUseOf(container: Container, workload: Workload): ApiUse {
  const { image, command, args, env } = container;
  const said = [image, ...items(command), ...items(args), ...items(env).map(({ value }) => value)];
  if (!said.some((part) => HINT.test(text(part)) || mayNameApi(text(part)))) return NONE;
  const calls = new Set<string>();
  const asksAbout: Reference[] = [];
  const creates = new Map<string, string[]>();
  let onlyAsks = true;
  let onlyWaits = true;
  let nothingElse = true;
  for (const command of commandsOf(container, workload)) {
    const call = callOf(command, workload.id.namespace);
    if (call) {
      calls.add(call.summary);
      append(asksAbout, call.asksAbout ?? []);
      onlyAsks &&= call.onlyAsks;
      onlyWaits &&= call.asksAbout !== undefined;
      const made = KUBECTL.test(command.words[0]) && createdSecret(command.words.slice(1));
      if (made) creates.set(made.name, [...creates.get(made.name) ?? [], ...made.keys]);
    } else if (!isHarmless(command)) {
      nothingElse = false;
    }
    if (command.writes) nothingElse = false;
  }
  return {
    calls: [...calls],
    asksAbout,
    creates,
    onlyAsks: onlyAsks && calls.size > 0,
    onlyWaits: onlyWaits && calls.size > 0,
    nothingElse: nothingElse && calls.size > 0,
  };
}

/** Whether a command changes nothing. */
function isHarmless({ words: [program = "", ...args] }: Command): boolean {
  if (HARMLESS.has(program)) return true;
  const writes = MAKERS.get(program);
  return writes !== undefined && !args.some((word) => writes.test(word));
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
  if (namesApi(args.join(" "))) {
    return { summary: `${program} with the API's address`, onlyAsks: false };
  }
  return undefined;
}

/** Whether a pod calls the API for more than to ask. */
export function changesApi(workload: Workload): boolean {
  return allContainers(workload).some((container) => {
    const { calls, onlyAsks } = apiUseOf(container, workload);
    return calls.length > 0 && !onlyAsks;
  });
}

/** The calls of the API that a pod's containers make, each once. */
export function callsOf(workload: Workload): string[] {
  return [
    ...new Set(allContainers(workload).flatMap((container) => apiUseOf(container, workload).calls)),
  ];
}
