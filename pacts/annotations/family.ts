/**
 * Annotations as their readers know them: which of a controller's keep nobody out, and which keep somebody out.
 *
 * @module
 */

import { nearDomain, nearest } from "../nearest.ts";

/** Names of annotations without their prefix, separated by spaces. `*` stands for any text. */
export type Names = string;

/** The annotations of one ingress controller, API gateway, mesh or provider of load balancers. */
export interface AnnotationFamily {
  /** How they begin: a domain and a slash, and what all of them have behind it. In lower case. */
  readonly prefixes: readonly string[];
  /** Those that keep nobody out, by what they are about. */
  readonly harmless: Readonly<Record<string, Names>>;
  /** Those that keep somebody out, but for those whose names say it in any controller's language. */
  readonly guards?: Names;
}

/** What is known of an annotation by its name. */
export type Knowledge = "harmless" | "guard" | "unknown";

/**
 * What is known of the annotations of some families.
 *
 * @example
 * ```ts
 * import { KnownAnnotations } from "./family.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const edge = { prefixes: ["edge.example/"], harmless: { times: "timeout-*" }, guards: "members" };
 * const known = new KnownAnnotations([edge]);
 * assertEquals(known.of("edge.example/timeout-read"), "harmless");
 * assertEquals(known.of("edge.example/members"), "guard");
 * assertEquals(known.of("Edge.example/mebmers"), "unknown");
 * assertEquals(known.suggest("Edge.example/mebmers"), ' (did you mean "edge.example/members"?)');
 * assertEquals(known.of("other.example/members"), undefined);
 * ```
 */
export class KnownAnnotations {
  readonly #byDomain = new Map<string, Known[]>();
  readonly #all: Known[];

  /** Of two families that begin alike the one with the longer prefix counts. */
  constructor(families: readonly AnnotationFamily[]) {
    this.#all = families.map(knownOf);
    for (const known of this.#all) {
      for (const domain of new Set(known.prefixes.map(domainOf))) {
        this.#byDomain.set(domain, [...this.#byDomain.get(domain) ?? [], known]);
      }
    }
  }

  /** What is known of an annotation; `undefined` where it is of none of the families. */
  of(annotation: string): Knowledge | undefined {
    const found = this.#find(annotation);
    if (!found) return undefined;
    const { families, name } = found;
    if (families.some((family) => family.isGuard(name))) return "guard";
    if (families.some((family) => family.isHarmless(name))) return "harmless";
    // Many stand before the wrong domain: what keeps nobody out anywhere does not here.
    const elsewhere = this.#all.some((family) => family.isHarmless(name));
    return elsewhere && !this.#all.some((family) => family.isGuard(name)) ? "harmless" : "unknown";
  }

  /** ` (did you mean "x"?)` where the name is near one that is known of its family. */
  suggest(annotation: string): string {
    const found = this.#find(annotation);
    if (!found) return "";
    const { families, prefix, name } = found;
    return nearest(name, families.flatMap(({ names }) => names), (known) => prefix + known);
  }

  /** The families of the longest prefix that an annotation has, and what stands behind that. */
  #find(annotation: string): { families: Known[]; prefix: string; name: string } | undefined {
    const written = annotation.toLowerCase();
    const slash = written.indexOf("/");
    // No longer name is one in DNS.
    if (slash > LONGEST_DOMAIN) return undefined;
    const domain = this.#knownDomain(written.slice(0, Math.max(slash, 0)));
    if (domain === undefined) return undefined;
    const whole = domain + written.slice(slash);
    const begins = (prefix: string) => whole.startsWith(prefix);
    const families = this.#byDomain.get(domain)!;
    const [prefix] = families.flatMap(({ prefixes }) => prefixes.filter(begins))
      .sort((one, other) => other.length - one.length);
    if (prefix === undefined) return undefined;
    const own = families.filter(({ prefixes }) => prefixes.includes(prefix));
    return { families: own, prefix, name: whole.slice(prefix.length) };
  }

  /**
   * Some controllers are told to have another word in front: `edge.nginx.ingress.kubernetes.io/`. One that is misspelt is
   * read by nobody; whoever wrote it meant it to be.
   */
  #knownDomain(domain: string): string | undefined {
    for (let rest = domain; rest !== ""; rest = rest.replace(/^[^.]*\.?/, "")) {
      if (this.#byDomain.has(rest)) return rest;
    }
    return nearDomain(domain, [...this.#byDomain.keys()]);
  }
}

/** Characters of a name in DNS. */
const LONGEST_DOMAIN = 253;

/** A family, ready to be asked. */
interface Known {
  prefixes: readonly string[];
  /** All names that are whole. */
  names: readonly string[];
  isHarmless(name: string): boolean;
  isGuard(name: string): boolean;
}

function knownOf(family: AnnotationFamily): Known {
  const harmless = Object.values(family.harmless).join(" ");
  const { guards = "" } = family;
  return {
    prefixes: family.prefixes,
    names: namesIn(`${harmless} ${guards}`).filter((name) => !name.includes("*")),
    isHarmless: namesMatcher(harmless),
    isGuard: namesMatcher(guards),
  };
}

function namesIn(names: Names): string[] {
  return names.split(/\s+/).filter((name) => name !== "");
}

/**
 * Tells names that are one of these, in whatever case.
 *
 * @example
 * ```ts
 * import { namesMatcher } from "./family.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const isTime = namesMatcher("timeout-* keep-alive");
 * assertEquals(["Timeout-read", "keep-alive", "keep"].map(isTime), [true, true, false]);
 * ```
 */
export function namesMatcher(names: Names): (name: string) => boolean {
  const lower = namesIn(names.toLowerCase());
  const whole = new Set(lower);
  const patterns = lower.filter((name) => name.includes("*"))
    .map((name) => new RegExp(`^${name.split("*").map(RegExp.escape).join(".*")}$`, "s"));
  return (name) => {
    const written = name.toLowerCase();
    return whole.has(written) || patterns.some((pattern) => pattern.test(written));
  };
}

function domainOf(prefix: string): string {
  return prefix.slice(0, prefix.indexOf("/"));
}
