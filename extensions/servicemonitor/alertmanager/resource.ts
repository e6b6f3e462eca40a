/**
 * One AlertmanagerConfig in Alertmanager's notation.
 *
 * @module
 */

import {
  type ConvertContext,
  list,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import type { Assets } from "../assets.ts";
import { isSet, reportUnread, siteOf } from "../read.ts";
import type { Version } from "../version.ts";
import { convertReceiver } from "./receivers.ts";
import { convertInhibitRules, convertRoute } from "./routes.ts";
import { convertTimeInterval } from "./time_intervals.ts";

const FIELDS = new Set([
  ...["route", "receivers", "inhibitRules"],
  // v1beta1 and v1alpha1 have two names for one thing.
  ...["timeIntervals", "muteTimeIntervals"],
]);

/** What an AlertmanagerConfig adds. */
export interface Parts {
  /** Its route; none where it has none, or none that Alertmanager would start with. */
  route?: Mapping;
  receivers: Mapping[];
  inhibitRules: Mapping[];
  timeIntervals: Mapping[];
}

/** What reading one takes. */
export interface PartsOptions {
  assets: Assets;
  version: Version;
  /** `global` of the configuration that it becomes part of. */
  global: Mapping;
  ctx: ConvertContext;
}

/** The parts of an AlertmanagerConfig, under names that no other has: `namespace/name/receiver`. */
export function convertResource(
  manifest: Manifest,
  { assets, version, global, ctx }: PartsOptions,
): Parts {
  const spec = mapping(manifest.spec);
  const site = siteOf(manifest, ctx);
  const namespace = namespaceOf(manifest);
  reportUnread(spec, FIELDS, site);
  const nameOf = (name: string) => `${namespace}/${manifest.metadata.name}/${name}`;
  const reading = { assets, namespace, version, site };

  const receivers = named(
    "receivers",
    (fields, name, at) => convertReceiver(fields, name, global, { ...reading, site: at }),
  );
  const timeIntervals = new Map(
    ["timeIntervals", "muteTimeIntervals"].flatMap((
      field,
    ) => [...named(field, (fields, name, at) => convertTimeInterval(fields, name, at))]),
  );
  const route = isSet(spec.route)
    ? convertRoute(spec.route, {
      receivers: namesOf(receivers),
      timeIntervals: namesOf(timeIntervals),
    }, { ...reading, site: site.at("route") })
    : undefined;
  return {
    ...route ? { route } : {},
    receivers: route ? [...receivers.values()] : [],
    inhibitRules: convertInhibitRules(spec.inhibitRules, site.at("inhibitRules")),
    timeIntervals: route ? [...timeIntervals.values()] : [],
  };

  /** Items of a list by their own names; of two with one name the first counts. */
  function named(
    field: string,
    convert: (fields: Mapping, name: string, at: typeof site) => Mapping | undefined,
  ): Map<string, Mapping> {
    const found = new Map<string, Mapping>();
    for (const [index, fields] of list(spec[field]).map(mapping).entries()) {
      const at = site.at(`${field}[${index}]`);
      const name = text(fields.name);
      if (name === "" || found.has(name)) {
        at.at("name").warn(
          "bad-name",
          name === ""
            ? "it has no name; it is left out"
            : `there is a "${name}" already; this one is left out`,
        );
        continue;
      }
      const converted = convert(fields, nameOf(name), at);
      if (converted) found.set(name, converted);
    }
    return found;
  }
}

function namesOf(items: ReadonlyMap<string, Mapping>): Map<string, string> {
  return new Map([...items].map(([name, item]) => [name, text(item.name)]));
}
