/**
 * Who may come in by Gateways that Traefik's controller has: all of them are its own pods, and what stands in front of its
 * entry points stands in front of their routes.
 *
 * @see https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/
 * @module
 */

import {
  type ConvertContext,
  list,
  type Manifest,
  mapping,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  type Controller,
  Controllers,
  traefikPodGuards,
  unreadGuards,
} from "@dekube/engine/pacts/ingress";
import { GROUP } from "./group.ts";
import { isTraefiks } from "./traefik_globals.ts";

type Ctx = Pick<ConvertContext, "manifests" | "limits" | "config">;

/** Middlewares that keep nobody out. */
const HARMLESS: readonly string[] = [
  ...["addPrefix", "buffering", "circuitBreaker", "compress", "contentType", "encodedCharacters"],
  ...["errors", "grpcWeb", "headers", "inFlightReq", "rateLimit", "redirectRegex"],
  ...["redirectScheme", "replacePath", "replacePathRegex", "retry", "stripPrefix"],
  "stripPrefixRegex",
];

/** Nobody's chains are deeper. */
const MAX_DEPTH = 20;

/** What Traefik's own settings ask of who comes in by its Gateways. */
export class TraefikGateways {
  #controllers?: readonly Controller[];
  readonly #ofRequests = new Map<Manifest, AccessRestriction[]>();
  readonly #ofConnections = new Map<Manifest, AccessRestriction[]>();
  readonly #restricting = new Map<string, boolean>();
  #byName?: ReadonlyMap<string, readonly Manifest[]>;

  /** Looks among all objects, once somebody asks. */
  constructor(private readonly ctx: Ctx) {}

  /** What holds for all that comes in by a Gateway. */
  ofConnections(gateway: Manifest): AccessRestriction[] {
    return cached(this.#ofConnections, gateway, () => {
      if (!isTraefiks(gateway, this.ctx)) return [];
      return traefikPodGuards(this.#all(), this.ctx)
        .map((annotation) => ({ guard: "other", annotation }));
    });
  }

  /** What holds for requests, beside: Middlewares in front of the entry points of a Gateway's listeners. */
  ofRequests(gateway: Manifest): AccessRestriction[] {
    return cached(this.#ofRequests, gateway, () => {
      if (!isTraefiks(gateway, this.ctx)) return [];
      const owners = [gateway, ...this.ctx.manifests.of(`${GROUP}/ListenerSet`)];
      const ports = new Set(
        owners.flatMap(({ spec }) => list(mapping(spec).listeners))
          .map((listener) => text(mapping(listener).port)),
      );
      return [
        ...this.ofConnections(gateway),
        ...this.#all().flatMap((controller) => [
          ...unreadGuards(controller),
          ...this.#inFront(controller, ports),
        ]),
      ];
    });
  }

  #all(): readonly Controller[] {
    return this.#controllers ??= new Controllers(["traefik"], this.ctx).all;
  }

  #inFront({ flags }: Controller, ports: ReadonlySet<string>): AccessRestriction[] {
    const names = flags.words.flatMap((word) =>
      /^--?entrypoints\.([^.=]+)\.http\.middlewares(?:=|$)/i.exec(word)?.[1].toLowerCase() ?? []
    );
    return [...new Set(names)].flatMap((name): AccessRestriction[] => {
      // Listeners are for the entry points that have their port; of others nobody knows that they are for none.
      const [, port] = /:(\d+)(?:\/|$)/.exec(flags.value(`entrypoints.${name}.address`) ?? "") ??
        [];
      if (port !== undefined && !ports.has(port)) return [];
      const field = `entrypoints.${name}.http.middlewares`;
      const references = (flags.value(field) ?? "").split(",").map((part) => part.trim());
      return references.filter((reference) => reference !== "" && this.#restricts(reference))
        .map((reference) => ({ guard: "other", annotation: `--${field} (${reference})` }));
    });
  }

  /** Whether a Middleware may keep somebody out, as one does of which nobody knows what it is. */
  #restricts(reference: string, depth = 0): boolean {
    const full = fullName(reference);
    const known = this.#restricting.get(full);
    if (known !== undefined) return known;
    // Whoever comes round to one that is being looked at goes in a circle.
    this.#restricting.set(full, true);
    const found = this.#middlewares().get(full) ?? [];
    const kinds = found.flatMap(({ spec }) => Object.keys(mapping(spec)));
    const isHarmless = kinds.length > 0 && depth <= MAX_DEPTH &&
      kinds.every((kind) => kind === "chain" || HARMLESS.includes(kind)) &&
      !found.flatMap(linksOf).some((next) => this.#restricts(next, depth + 1));
    this.#restricting.set(full, !isHarmless);
    return !isHarmless;
  }

  #middlewares(): ReadonlyMap<string, readonly Manifest[]> {
    return this.#byName ??= Map.groupBy(
      ["traefik.io", "traefik.containo.us"]
        .flatMap((group) => this.ctx.manifests.of(`${group}/Middleware`)),
      (one) => fullName(`${namespaceOf(one)}-${one.metadata.name}`),
    );
  }
}

function fullName(reference: string): string {
  return reference.includes("@") ? reference : `${reference}@kubernetescrd`;
}

/** The Middlewares of a chain. */
function linksOf(middleware: Manifest): string[] {
  return list(mapping(mapping(middleware.spec).chain).middlewares).map((link) => {
    const { name, namespace } = mapping(link);
    const home = text(namespace) || namespaceOf(middleware);
    return text(name).includes("@") ? text(name) : `${home}-${text(name)}`;
  });
}

function cached<T>(known: Map<Manifest, T>, key: Manifest, read: () => T): T {
  let found = known.get(key);
  if (found === undefined) known.set(key, found = read());
  return found;
}
