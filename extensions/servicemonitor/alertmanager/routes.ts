/**
 * Routes of AlertmanagerConfigs: who is told of which alerts.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#route
 * @module
 */

import { list, type Mapping, mapping, text, texts } from "@dekube/engine/pacts";
import { reportUnread, type Site } from "../read.ts";
import { isAtLeast, type Version } from "../version.ts";
import { duration, type Reading } from "./fields.ts";
import { convertMatchers } from "./matchers.ts";

const ROUTE_FIELDS = new Set([
  ...["receiver", "groupBy", "groupWait", "groupInterval", "repeatInterval", "matchers"],
  ...["continue", "routes", "muteTimeIntervals", "activeTimeIntervals"],
]);

/** Deeper than anybody nests them. */
const DEEPEST = 50;

/** What a route refers to: names in its resource, and those that they have in the configuration. */
export interface RouteNames {
  receivers: ReadonlyMap<string, string>;
  timeIntervals: ReadonlyMap<string, string>;
}

/**
 * A route and those below it; `undefined` where Alertmanager would not start with one of them, which a diagnostic
 * says.
 */
export function convertRoute(
  value: unknown,
  names: RouteNames,
  reading: Reading,
  depth = 0,
): Mapping | undefined {
  const { site, version } = reading;
  const fields = mapping(value);
  reportUnread(fields, ROUTE_FIELDS, site);
  if (depth > DEEPEST) return site.warn("deep-route", "the routes are nested without end");
  const receiver = text(fields.receiver);
  const known = names.receivers.get(receiver);
  // What is below takes the one from above.
  if (known === undefined && (receiver !== "" || depth === 0)) {
    return site.at("receiver").warn(
      "unknown-receiver",
      `there is no receiver "${receiver}" in it, and Alertmanager would not start with it; its routes are left out`,
    );
  }
  const matchers = convertMatchers(fields.matchers, site.at("matchers"));
  if (!matchers) return undefined;
  const routes: Mapping[] = [];
  for (const [index, child] of list(fields.routes).entries()) {
    const route = convertRoute(
      child,
      names,
      { ...reading, site: site.at(`routes[${index}]`) },
      depth + 1,
    );
    if (!route) return undefined;
    routes.push(route);
  }
  const groupBy = labels(fields.groupBy, site.at("groupBy"));
  return {
    ...known === undefined ? {} : { receiver: known },
    ...groupBy.length > 0 ? { group_by: groupBy } : {},
    ...matchers.length > 0 ? { matchers } : {},
    ...fields.continue === true ? { continue: true } : {},
    ...times("groupWait", "group_wait", true),
    ...times("groupInterval", "group_interval", false),
    ...times("repeatInterval", "repeat_interval", false),
    ...intervals("muteTimeIntervals", "mute_time_intervals", 22),
    ...intervals("activeTimeIntervals", "active_time_intervals", 24),
    ...routes.length > 0 ? { routes } : {},
  };

  function times(field: string, name: string, mayBeNone: boolean): Mapping {
    const value = duration(fields[field], { ...reading, site: site.at(field) });
    if (value === undefined) return {};
    if (mayBeNone || !/^0(?:[a-z]+|$)/.test(String(value))) return { [name]: value };
    site.at(field).warn("bad-duration", `"${name}" must be more than nothing; it is left out`);
    return {};
  }

  function intervals(field: string, name: string, since: number): Mapping {
    const found = texts(fields[field]).flatMap((interval) => {
      const known = names.timeIntervals.get(interval);
      if (known !== undefined) return [known];
      site.at(field).warn(
        "unknown-time-interval",
        `there is no time interval "${interval}" in it; it is left out`,
      );
      return [];
    });
    if (found.length === 0) return {};
    if (isAtLeast(version, 0, since)) return { [name]: found };
    return site.at(field).warn(
      "unsupported-field",
      `Alertmanager knows "${name}" from 0.${since} on; it is left out`,
    ) ?? {};
  }
}

/** Labels that alerts are grouped by; Alertmanager refuses one that stands there twice. */
function labels(value: unknown, site: Site): string[] {
  return [...new Set(texts(value))].filter((name) => {
    if (name === "..." || /^[a-zA-Z_]\w*$/.test(name)) return true;
    return site.warn("bad-label", `"${name}" is no name of a label; it is left out`) ?? false;
  });
}

const RULE_FIELDS = new Set(["sourceMatch", "targetMatch", "equal"]);

/** Alerts that silence others (`inhibitRules`). */
export function convertInhibitRules(value: unknown, site: Site): Mapping[] {
  return list(value).map(mapping).flatMap((fields, index) => {
    const at = site.item(index);
    reportUnread(fields, RULE_FIELDS, at);
    const source = convertMatchers(fields.sourceMatch, at.at("sourceMatch"));
    const target = convertMatchers(fields.targetMatch, at.at("targetMatch"));
    if (!source || !target) return [];
    const equal = labels(fields.equal, at.at("equal"));
    return [{
      ...source.length > 0 ? { source_matchers: source } : {},
      ...target.length > 0 ? { target_matchers: target } : {},
      ...equal.length > 0 ? { equal } : {},
    }];
  });
}

/** Where Alertmanager has time intervals. */
export function timeIntervalsField(version: Version): string {
  return isAtLeast(version, 0, 24) ? "time_intervals" : "mute_time_intervals";
}
