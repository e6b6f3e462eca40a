/**
 * Connections that ingress controllers forward by settings of their own.
 *
 * @module
 */

import { append, type IngressRewriter, items, type StreamRoute } from "../../pacts/mod.ts";
import { streamControllers } from "../../pacts/ingress/stream_formats.ts";
import type { EngineContext } from "./context.ts";
import { onProject } from "./extensions/failures.ts";
import { type Offer, offerForClass } from "./extensions/offers.ts";
import { pause } from "./pause.ts";

/** The routes that rewriters read of their controllers' settings. Of controllers that nobody reads it is said. */
export async function controllerStreams(
  rewriters: readonly IngressRewriter[],
  ctx: EngineContext,
  offers: readonly Offer[] = [],
): Promise<StreamRoute[]> {
  const routes: StreamRoute[] = [];
  for (const rewriter of rewriters) {
    await pause();
    const streams = await onProject(
      rewriter.name,
      () => rewriter.controllerStreams?.(ctx.forExtension(rewriter.name)),
    );
    append(routes, items(streams));
  }
  sayUnread(rewriters, ctx, offers);
  return routes;
}

function sayUnread(
  rewriters: readonly IngressRewriter[],
  ctx: EngineContext,
  offers: readonly Offer[],
): void {
  const readers = new Set(
    rewriters.filter(({ controllerStreams }) => controllerStreams !== undefined)
      .map(({ name }) => name),
  );
  for (const { controller, reader, flags } of streamControllers(ctx)) {
    if (readers.has(reader)) continue;
    ctx.report(controller).warn(
      "unread-streams",
      `forwards connections that ConfigMaps name (${
        flags.map((flag) => `--${flag}`).join(", ")
      }), which no loaded extension reads, so those ports lead nowhere. ${
        offerForClass(reader, offers) || "Add an extension that reads them"
      }`,
    );
  }
}
