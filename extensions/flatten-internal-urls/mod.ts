/**
 * flatten-internal-urls: plain names instead of cluster names.
 *
 * Containers reach each other by the names that Compose gives them, and nothing says
 * `db.shop.svc.cluster.local` any more: not in the environment and command lines, not in the files
 * that are mounted, not in the proxy's routes. The network aliases for those names go.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  type IngressEntry,
  Transform,
} from "@dekube/engine/pacts";
import { stripAliases } from "./aliases.ts";
import { ClusterNames } from "./cluster_names.ts";
import { flatten } from "./mentions.ts";
import { flattenEntries, flattenFiles, flattenServices, type Shorten, userTexts } from "./texts.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "flatten-internal-urls",
  // The names in certificates are the cluster's.
  incompatible: ["cert-manager"],
  settings: {},
};

/** Replaces cluster names by those that Compose resolves by itself. */
export class FlattenInternalUrls extends Transform {
  /** `flatten-internal-urls`. */
  readonly name = "flatten-internal-urls";
  /** After the transforms that add services, routes and files; before fix-permissions. */
  override readonly priority = 2000;

  /** Changes services, routes and files in place. */
  transform(
    services: Record<string, ComposeService>,
    ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    const names = new ClusterNames(services, ingressEntries, ctx);
    const kept = new Set<string>();
    const composing = new Set<string>();
    const shorten: Shorten = (text, namespaces) =>
      flatten(text, names, {
        mention({ key, short }) {
          if (short === undefined) kept.add(key);
          return short;
        },
        composed() {
          for (const namespace of namespaces) composing.add(namespace);
        },
      });
    flattenServices(services, shorten);
    flattenEntries(ingressEntries, shorten);
    flattenFiles(ctx.files, services, shorten);
    // What the user wrote stays as written, so that the names in it must go on leading somewhere.
    for (const text of userTexts(ctx.config)) {
      flatten(text, names, { mention: ({ key }) => void kept.add(key) });
    }
    for (const key of names.keysIn(composing)) kept.add(key);
    report(stripAliases(names, kept), kept, ctx);
  }
}

const MOST_NAMED = 10;

function report(
  stripped: ReadonlySet<string>,
  kept: ReadonlySet<string>,
  ctx: ConvertContext,
): void {
  if (stripped.size > 0) {
    ctx.report().info(
      "flattened",
      `${stripped.size} ${
        stripped.size === 1 ? "Service is" : "Services are"
      } reached by short names; the cluster names lead nowhere any more`,
    );
  }
  if (kept.size > 0) {
    const all = [...kept].sort();
    const more = all.length > MOST_NAMED ? `, and ${all.length - MOST_NAMED} more` : "";
    ctx.report().info(
      "kept-cluster-names",
      `the cluster names of these Services stay, because dekube.yaml names them, a program puts such names together while it runs, or no short name is unique: ${
        all.slice(0, MOST_NAMED).join(", ")
      }${more}`,
    );
  }
}
