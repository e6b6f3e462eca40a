/**
 * The schedule of a CronJob (`spec.schedule`), as Kubernetes reads it, for other schedulers to read.
 *
 * @module
 */

import { parseDuration } from "@dekube/engine/pacts/kubernetes";

/** When a CronJob runs. */
export interface Schedule {
  /** Minute, hour, day of month, month and day of week, in numbers that every cron understands. */
  fields: string;
  /** Time zone that the schedule itself names; empty where it names none. */
  timeZone: string;
}

/** A field of a schedule: its least and greatest number, and names for the first ones. */
interface Field {
  least: number;
  greatest: number;
  names?: readonly string[];
  /** A day: it counts as open only where it is `*`; see `steps()`. */
  day?: boolean;
}

const FIELDS: readonly Field[] = [
  { least: 0, greatest: 59 },
  { least: 0, greatest: 23 },
  { least: 1, greatest: 31, day: true },
  {
    least: 1,
    greatest: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  {
    least: 0,
    greatest: 6,
    names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
    day: true,
  },
];

const MACROS: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/**
 * Reads `spec.schedule`: five fields, a macro (`@daily`), or an interval that fits into an hour or a day
 * (`@every 10m`), each perhaps behind `TZ=…` or `CRON_TZ=…`. `undefined` where it is none of these.
 */
export function parseSchedule(value: string): Schedule | undefined {
  const [, timeZone = "", rest] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?([^]*)$/.exec(value.trim())!;
  const fields = standardFields(rest);
  return fields === undefined ? undefined : { fields, timeZone };
}

function standardFields(schedule: string): string | undefined {
  if (Object.hasOwn(MACROS, schedule)) return MACROS[schedule];
  const every = /^@every\s+(\S+)$/.exec(schedule);
  if (every) return interval(every[1]);
  const parts = schedule.split(/\s+/);
  if (parts.length !== FIELDS.length) return undefined;
  const fields = parts.map((part, index) => field(part, FIELDS[index]));
  return fields.includes(undefined) ? undefined : fields.join(" ");
}

/** A duration of Go's notation (`1h30m`), where a crontab can say it. */
function interval(duration: string): string | undefined {
  const minutes = (parseDuration(duration) ?? 0) / 60_000;
  const hours = minutes / 60;
  if (minutes === 1) return "* * * * *";
  if (divides(minutes, 60)) return `*/${minutes} * * * *`;
  if (hours === 1) return "0 * * * *";
  if (divides(hours, 24)) return `0 */${hours} * * *`;
  return hours === 24 ? "0 0 * * *" : undefined;
}

/** Whether something is done again and again in a whole, at the same times in each. */
function divides(part: number, whole: number): boolean {
  return Number.isInteger(part) && part > 1 && part < whole && whole % part === 0;
}

function field(value: string, field: Field): string | undefined {
  const items = value.split(",").map((item) => range(item, field));
  if (items.includes(undefined)) return undefined;
  return items.includes("*") ? "*" : items.join(",");
}

function range(item: string, field: Field): string | undefined {
  const [bounds, step, ...more] = item.split("/");
  const every = step === undefined ? 1 : natural(step);
  if (more.length > 0 || !every) return undefined;
  if (bounds === "*" || bounds === "?") return every === 1 ? "*" : steps(every, field);
  const [first, last, ...others] = bounds.split("-");
  const from = numberOf(first, field);
  // `5/15` goes on to the end, which not every cron knows.
  const to = last === undefined
    ? step === undefined ? from : field.greatest
    : numberOf(last, field);
  if (others.length > 0 || from === undefined || to === undefined || from > to) return undefined;
  if (from === to) return String(from);
  return `${from}-${to}${every > 1 ? `/${every}` : ""}`;
}

/**
 * `*` with a step. Where both days are given, either one will do; for Kubernetes a day with a step is
 * given, whereas other crons look whether it begins with `*`.
 */
function steps(every: number, { day, least, greatest }: Field): string {
  return day ? `${least}-${greatest}/${every}` : `*/${every}`;
}

function numberOf(word: string, { least, greatest, names = [] }: Field): number | undefined {
  const named = names.indexOf(word.toLowerCase());
  const number = named >= 0 ? least + named : natural(word);
  return number !== undefined && number >= least && number <= greatest ? number : undefined;
}

function natural(word: string): number | undefined {
  return /^\d{1,4}$/.test(word) ? Number(word) : undefined;
}

/** Whether there is a time zone of that name (`Europe/Paris`). */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
