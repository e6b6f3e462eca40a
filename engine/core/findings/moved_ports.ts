/**
 * Addresses that programs are told, and that lead to another port than the one that their host is served at.
 *
 * @module
 */

import type { ComposeProject, ComposeService } from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import type { EntryPoint } from "../entry_points.ts";
import { Readers, serviceTexts, textFiles } from "../network/service_texts.ts";

const USUAL = { http: 80, https: 443 } as const;

/** More places than this are counted. */
const MOST_PLACES = 3;

/** A URL's scheme and host, without a port. */
const ORIGIN = /\b(https?):\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?![\w.:@-]|%3A)/gi;

/**
 * Says once a host of each address without a port that programs are told, where the proxy publishes another port than the
 * usual one: containers reach the proxy there by the usual port, and browsers don't.
 */
export function sayMovedPorts(
  { project, services, entryPoints, proxies }: {
    project: ComposeProject;
    services: Readonly<Record<string, ComposeService>>;
    entryPoints: readonly EntryPoint[];
    proxies: readonly string[];
  },
  ctx: EngineContext,
): void {
  const moved = new Map(
    entryPoints.flatMap(({ protocol, host, port }): [string, number][] => {
      const isMoved = (protocol === "http" || protocol === "https") && port !== USUAL[protocol];
      return isMoved && host !== "" ? [[`${protocol}://${host}`, port]] : [];
    }),
  );
  if (moved.size === 0) return;
  const places = new Map<string, Set<string>>();
  const read = (text: string, place: string) => {
    for (const [, scheme, host] of text.matchAll(ORIGIN)) {
      const origin = `${scheme}://${host}`.toLowerCase();
      if (!moved.has(origin)) continue;
      places.set(origin, (places.get(origin) ?? new Set()).add(place));
    }
  };
  for (const [name, service] of Object.entries(project.services)) {
    if (proxies.includes(name)) continue;
    for (const { key, text } of serviceTexts(service)) read(text, `${name} (${key})`);
  }
  const readers = new Readers(services);
  for (const [path, content] of textFiles(ctx)) {
    if ([...readers.of(path)].some((name) => !proxies.includes(name))) read(content, path);
  }
  for (const [origin, all] of places) {
    const some = [...all].slice(0, MOST_PLACES).join(", ");
    const more = all.size > MOST_PLACES ? `, and ${all.size - MOST_PLACES} more` : "";
    ctx.report().info(
      "moved-port",
      `browsers reach ${origin} at the port ${
        moved.get(origin)
      }, and programs are told it without a port: ${some}${more}. Where one leads browsers there, set ${origin}:${
        moved.get(origin)
      } for it, in the chart's values or under "overrides" in dekube.yaml`,
    );
  }
}
