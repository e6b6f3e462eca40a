/**
 * Fields of custom resources, whatever a template made of them.
 *
 * @module
 */

import { isMapping, items, text } from "@dekube/engine/pacts";

/** Fields of an object, unread. */
export type Fields = Record<string, unknown>;

/** A mapping; an empty one for anything else. */
export function mapping(value: unknown): Fields {
  return isMapping(value) ? value : {};
}

/** The items of a list; none for anything else. */
export function list(value: unknown): unknown[] {
  return items(value as unknown[] | null);
}

/** The texts of a list that are not empty. */
export function texts(value: unknown): string[] {
  return list(value).map(text).filter(Boolean);
}

const UNITS: Record<string, number> = { ms: 1e-3, s: 1, m: 60, h: 3600 };

/** A duration as Go writes it in seconds, `NaN` where it is none; a bare number is in seconds. */
export function seconds(value: unknown): number {
  const duration = text(value);
  if (duration.length > 40) return NaN;
  if (/^\d+(\.\d+)?$/.test(duration)) return Number(duration);
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== duration) return NaN;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit], 0);
}
