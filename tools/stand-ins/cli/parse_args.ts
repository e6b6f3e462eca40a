// deno-lint-ignore no-import-prefix -- goes into a registry, which has no import map
import minimist from "npm:minimist@1.2";
import type { Args, Names, ParseOptions } from "./_types.ts";

export type { Args, Names, ParseOptions };

/**
 * The options and other arguments of a command line.
 *
 * minimist reads one option at a time, the rest is here: std's rules differ on what repeats, on
 * `--no-`, on numbers and on which argument may be a value. Unlike std's, a dotted name is not
 * declared by its parts.
 */
export function parseArgs<
  Booleans extends string = never,
  Strings extends string = never,
  Collected extends string = never,
  Negatable extends string = never,
  Defaults extends Record<string, unknown> = Record<never, never>,
>(
  args: readonly string[],
  options: ParseOptions<Booleans, Strings, Collected, Negatable, Defaults> = {},
): Args<Booleans, Strings, Collected, Negatable, Defaults> {
  const aliases = collectAliases(options.alias ?? {});
  const named = (names: Names<string> | boolean = []) =>
    new Set(
      (typeof names === "boolean" ? [] : [names].flat())
        .flatMap((name) => [name, ...aliases.get(name) ?? []]),
    );
  const booleans = named(options.boolean);
  const strings = named(options.string);
  const collected = named(options.collect);
  const negatable = named(options.negatable);
  const anyBoolean = options.boolean === true;

  const rest: (string | number)[] = [];
  const parsed: Record<string, unknown> = { _: rest };

  function isDeclared(name: string, argument: string): boolean {
    return booleans.has(name) || strings.has(name) || aliases.has(name) ||
      collected.has(name) ||
      anyBoolean && /^--[^=]+$/.test(argument);
  }

  function set(name: string, given: unknown, argument: string): void {
    if (
      !isDeclared(name, argument) &&
      options.unknown?.(argument, name, given) === false
    ) return;
    const value = strings.has(name) ? given : toNumber(given);
    for (const key of [name, ...aliases.get(name) ?? []]) {
      // A negated one is off, however many values came before.
      const negated = value === false && argument.startsWith("--no-");
      const collects = collected.has(name) && !negated;
      parsed[key] = collects ? [...[parsed[key] || []].flat(), value] : value;
    }
  }

  const end = args.includes("--") ? args.indexOf("--") : args.length;
  for (let index = 0; index < end; index++) {
    const argument = args[index];
    if (!/^-./.test(argument)) {
      if (options.unknown?.(argument) !== false) {
        rest.push(
          strings.has("_") ? argument : toNumber(argument) as string | number,
        );
      }
      if (!options.stopEarly) continue;
      rest.push(...args.slice(index + 1, end));
      break;
    }
    const next = index + 1 < end ? args[index + 1] : "";
    const isOption = argument.startsWith("--") ? /^-/ : /^-./;
    const mayTakeNext = next && !isOption.test(next);
    const option = readOption(mayTakeNext ? [argument, next] : [argument], {
      booleans: anyBoolean || booleans,
      strings,
      negatable,
    });
    for (const [name, value] of option.values) set(name, value, argument);
    if (mayTakeNext && option.tookNext) index++;
  }

  for (const [name, value] of Object.entries(options.default ?? {})) {
    if (Object.hasOwn(parsed, name)) continue;
    for (const key of [name, ...aliases.get(name) ?? []]) parsed[key] = value;
  }
  for (const name of booleans) {
    parsed[name] ??= collected.has(name) ? [] : false;
  }
  for (const name of strings) if (collected.has(name)) parsed[name] ??= [];

  const after = args.slice(end + 1);
  if (options["--"]) parsed["--"] = after;
  else rest.push(...after);
  return parsed as Args<Booleans, Strings, Collected, Negatable, Defaults>;
}

/** Each name with all others of the same option. */
function collectAliases(
  alias: Record<string, Names<string>>,
): Map<string, string[]> {
  const families = Object.entries(alias).map(([name, others]) => [name, others].flat());
  return new Map(
    families.flatMap((names) =>
      names.map((name): [string, string[]] => [
        name,
        names.filter((other) => other !== name),
      ])
    ),
  );
}

/** Keeps minimist from taking `--no-x` for the negative of `x`. */
const LITERAL = "\u0001";

/** What one option, and perhaps the argument after it, says. */
function readOption(
  [argument, ...next]: string[],
  { booleans, strings, negatable }: {
    booleans: true | Set<string>;
    strings: Set<string>;
    negatable: Set<string>;
  },
): { values: [string, unknown][]; tookNext: boolean } {
  const isLiteral = /^--no-[^=]+$/.test(argument) &&
    !negatable.has(argument.slice(5));
  const spelled = isLiteral
    ? `--${LITERAL}${argument.slice(2)}`
    // std takes `--no-x=1` for `--x=1`.
    : argument.replace(/^--no-(?=[^=]+=)/, "--");
  const names = [...booleans === true ? [] : booleans].flatMap((
    name,
  ) => [name, LITERAL + name]);
  const { _: left, ...values } = minimist([spelled, ...next], {
    boolean: booleans === true || names,
    string: [...strings].flatMap((name) => [name, LITERAL + name]).concat("_"),
    // minimist turns all booleans off to begin with; null tells those from what was given.
    default: Object.fromEntries(names.map((name) => [name, null])),
  });
  return {
    values: Object.entries(values)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name.replace(LITERAL, ""), value]),
    tookNext: left.length === 0,
  };
}

function toNumber(value: unknown): unknown {
  const isNumber = typeof value === "string" && /\S/.test(value) &&
    Number.isFinite(Number(value));
  return isNumber ? Number(value) : value;
}
