/**
 * Command lines of kubectl.
 *
 * @module
 */

import { kindNamed, type Reference } from "./reference.ts";

/** Flags that take the next word where they have no `=`. */
const WITH_VALUE = new Set([
  ...["-n", "-o", "-l", "-f", "-c", "-p", "-s", "-v", "--namespace", "--output", "--selector"],
  ...["--filename", "--container", "--patch", "--server", "--context", "--kubeconfig", "--cluster"],
  ...[
    "--user",
    "--token",
    "--as",
    "--request-timeout",
    "--timeout",
    "--for",
    "--template",
    "--sort-by",
  ],
  ...[
    "--field-selector",
    "--from-file",
    "--from-literal",
    "--from-env-file",
    "--cert",
    "--key",
    "--type",
  ],
  ...["--revision", "--certificate-authority", "--field-manager"],
]);

/** What asks whether something is there, or whether the API itself is. */
const QUESTIONS = /^(wait|get|describe|rollout status)$/;
const ABOUT_API = /^(version|cluster-info|api-resources|api-versions|auth can-i|config \S+)$/;

/** What a call of kubectl does. */
export interface KubectlCall {
  /** The call in short, for people: `kubectl create secret`. */
  summary: string;
  /** Whether it changes nothing. */
  onlyAsks: boolean;
  /** What it asks about; nothing where it does more than ask, or where it does not say about what. */
  asksAbout?: Reference[];
}

/**
 * Reads a call of kubectl, its name left out.
 *
 * @example
 * ```ts
 * import { readKubectl } from "./kubectl.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const words = ["-n", "shop", "wait", "--for=condition=complete", "job/migrate"];
 * assertEquals(readKubectl(words, "default"), {
 *   summary: "kubectl wait",
 *   onlyAsks: true,
 *   asksAbout: [{ kind: "job", name: "migrate", selector: "", namespace: "shop", gone: false }],
 * });
 * assertEquals(readKubectl(["delete", "secret", "old"], "shop"), {
 *   summary: "kubectl delete secret",
 *   onlyAsks: false,
 * });
 * ```
 */
export function readKubectl(words: readonly string[], ownNamespace: string): KubectlCall {
  const { flags, others } = split(words);
  const [verb = "", ...rest] = others;
  const isPair = /^(rollout|auth|config)$/.test(verb);
  const action = isPair ? `${verb} ${rest.shift() ?? ""}` : verb;
  const summary = [
    "kubectl",
    action,
    /^(create|delete)$/.test(action) ? rest[0]?.split("/")[0] ?? "" : "",
  ]
    .filter(Boolean).join(" ");
  if (ABOUT_API.test(action)) return { summary, onlyAsks: true, asksAbout: [] };
  if (!QUESTIONS.test(action)) return { summary, onlyAsks: false };
  const namespace = flags.get("--namespace") ?? flags.get("-n") ?? ownNamespace;
  const selector = flags.get("--selector") ?? flags.get("-l") ?? "";
  const gone = /^delete$/i.test(flags.get("--for") ?? "");
  const objects = named(rest, selector);
  return objects
    ? {
      summary,
      onlyAsks: true,
      asksAbout: objects.map((object) => ({ ...object, namespace, gone })),
    }
    : { summary, onlyAsks: true };
}

/** `job/a job/b`, `job a b`, or `pods` with a selector; nothing where none of these. */
function named(
  words: readonly string[],
  selector: string,
): Pick<Reference, "kind" | "name" | "selector">[] | undefined {
  const [first, ...names] = words;
  if (first === undefined) return undefined;
  if (first.includes("/")) {
    const pairs = words.map((word) => word.split("/"));
    return pairs.every((pair) => pair.length === 2)
      ? pairs.map(([kind, name]) => ({ kind: kindNamed(kind), name, selector: "" }))
      : undefined;
  }
  const kind = kindNamed(first);
  if (names.length > 0) return names.map((name) => ({ kind, name, selector: "" }));
  return selector === "" ? undefined : [{ kind, name: "", selector }];
}

/** The Secret that a call writes by name, and the keys that it gets; nothing where it writes none that way. */
export function createdSecret(
  words: readonly string[],
): { name: string; keys: string[] } | undefined {
  const { others } = split(words);
  const [verb, what, type, name] = others;
  if (verb !== "create" || !/^secrets?$/.test(what ?? "") || !name) return undefined;
  if (type === "tls") return { name, keys: ["tls.crt", "tls.key"] };
  if (type === "docker-registry") return { name, keys: [".dockerconfigjson"] };
  const keys = words.flatMap((word, index) => {
    const [, flag, joined] = /^--from-(literal|file)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (flag === undefined) return [];
    const value = joined ?? words[index + 1] ?? "";
    // A file's own name is the key where no other is given.
    const key = value.includes("=") ? value.replace(/=[\s\S]*$/, "") : value.replace(/^.*\//, "");
    return key === "" ? [] : [key];
  });
  return { name, keys };
}

function split(words: readonly string[]): { flags: Map<string, string>; others: string[] } {
  const flags = new Map<string, string>();
  const others: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    const [, name, value] = /^(--?[\w-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    // `-lapp=web` and `-nshop` have no space.
    const [, short, joined] = /^(-[nlo])([^=-][\s\S]*)$/.exec(word) ?? [];
    if (short !== undefined) flags.set(short, joined);
    else if (name === undefined) others.push(word);
    else if (value !== undefined) flags.set(name, value);
    else flags.set(name, WITH_VALUE.has(name) ? words[++index] ?? "" : "");
  }
  return { flags, others };
}
