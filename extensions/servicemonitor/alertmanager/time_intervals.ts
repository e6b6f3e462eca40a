/**
 * Times at which people are told, or not.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#time_interval
 * @module
 */

import { type Mapping, mapping, mappings, text, texts } from "@dekube/engine/pacts";
import { isSet, reportUnread, type Site } from "../read.ts";

const PERIOD_FIELDS = new Set(["times", "weekdays", "daysOfMonth", "months", "years", "location"]);

/** A day has 24 hours: `24:00` ends it. */
const TIME = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
const DAYS = "(?:sun|mon|tues|wednes|thurs|fri|satur)day";
const WEEKDAYS = new RegExp(`^${DAYS}(?::${DAYS})?$`);
const NAMES =
  "(?:january|february|march|april|may|june|july|august|september|october|november|december|[1-9]|1[0-2])";
const MONTHS = new RegExp(`^${NAMES}(?::${NAMES})?$`);
const YEARS = /^\d{1,4}(?::\d{1,4})?$/;
const DAY_OF_MONTH = /^(?:-?(?:[1-9]|[12]\d|3[01]))$/;

/**
 * A time interval under the name that it is to have; `undefined` where Alertmanager would refuse it, which a
 * diagnostic says.
 */
export function convertTimeInterval(
  interval: Mapping,
  name: string,
  site: Site,
): Mapping | undefined {
  const periods: Mapping[] = [];
  for (const [index, period] of mappings(interval.timeIntervals).entries()) {
    const at = site.at(`timeIntervals[${index}]`);
    reportUnread(period, PERIOD_FIELDS, at);
    const lists = {
      times: mappings(period.times).map(timeRange),
      weekdays: texts(period.weekdays).map((days) => known(days.toLowerCase(), WEEKDAYS)),
      days_of_month: mappings(period.daysOfMonth).map(dayRange),
      months: texts(period.months).map((months) => known(months.toLowerCase(), MONTHS)),
      years: texts(period.years).map((years) => known(years, YEARS)),
    };
    const bad = Object.entries(lists).find(([, items]) => items.includes(undefined));
    if (bad) {
      return at.warn(
        "bad-time-interval",
        `"${bad[0]}" has what Alertmanager would not start with; the interval is left out`,
      );
    }
    periods.push({
      ...Object.fromEntries(Object.entries(lists).filter(([, items]) => isSet(items))),
      ...text(period.location) === "" ? {} : { location: text(period.location) },
    });
  }
  return { name, time_intervals: periods };
}

function known(value: string, pattern: RegExp): string | undefined {
  return pattern.test(value) ? value : undefined;
}

function timeRange({ startTime, endTime }: Mapping): Mapping | undefined {
  const [start, end] = [text(startTime), text(endTime)];
  if (!TIME.test(start) || !TIME.test(end) || start >= end) return undefined;
  return { start_time: start, end_time: end };
}

function dayRange(range: Mapping): string | undefined {
  const { start, end } = mapping(range);
  const first = text(start);
  const last = text(end) === "0" ? first : text(end) || first;
  return DAY_OF_MONTH.test(first) && DAY_OF_MONTH.test(last) ? `${first}:${last}` : undefined;
}
