/**
 * Connections that ingress controllers forward by settings of their own.
 *
 * @module
 */

import { append, type IngressRewriter, items, type StreamRoute } from "../../pacts/mod.ts";
import type { ControllerProgram } from "../../pacts/ingress/mod.ts";
import { streamFlags } from "../../pacts/ingress/stream_formats.ts";
import type { EngineContext } from "./context.ts";
import { onProject } from "./extensions/failures.ts";
import { type Offer, offerForClass } from "./extensions/offers.ts";
import { pause } from "./pause.ts";

/** The programs that forward some, each with the class that its rewriter is called after. */
const CLASSES: readonly (readonly [ControllerProgram, string])[] = [
  ["nginx", "nginx"],
  ["haproxy", "haproxy"],
  ["haproxy-ingress", "haproxy"],
];

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
  for (const [program, name] of CLASSES) {
    const isRead = rewriters.some((rewriter) =>
      rewriter.name === name && rewriter.controllerStreams !== undefined
    );
    if (isRead) continue;
    for (const { controller, flags } of streamFlags(program, ctx)) {
      ctx.report(controller).warn(
        "unread-streams",
        `forwards connections that ConfigMaps name (${
          flags.map((flag) => `--${flag}`).join(", ")
        }), which no loaded extension reads, so those ports lead nowhere. ${
          offerForClass(name, offers) || "Add an extension that reads them"
        }`,
      );
    }
  }
}
