/**
 * Sprig's functions of numbers.
 *
 * @see https://masterminds.github.io/sprig/math.html
 * @module
 */

import { STEPS } from "../budget.ts";
import { refuse } from "../errors.ts";
import { type Env, fn, type FunctionTable, variadic } from "../function.ts";
import { parseFloat64, parseInt64 } from "../literals.ts";
import { printValue } from "../print_value.ts";
import { GoInt, GoList, type GoValue, int, int64 } from "../values.ts";

/** What Go's conversion makes of a float that is none of 64 bits. */
const NO_INT = -(2n ** 63n);

/** A value as a whole number; 0 where it is none. */
export function toInt(value: GoValue): bigint {
  if (value instanceof GoInt) return value.value;
  if (typeof value === "number") {
    const whole = Math.trunc(value);
    return Math.abs(whole) < 2 ** 63 ? BigInt(whole) : NO_INT;
  }
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "string" ? parseInt64(withoutZeros(value)) ?? 0n : 0n;
}

/** A text without a fraction that is zero: `8.0`. */
function withoutZeros(text: string): string {
  const point = text.lastIndexOf(".");
  return point >= 0 && /^0+$/.test(text.slice(point + 1)) ? text.slice(0, point) : text;
}

function toFloat(value: GoValue): number {
  if (value instanceof GoInt) return Number(value.value);
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" ? parseFloat64(value) ?? 0 : 0;
}

function divided(one: bigint, other: bigint, isRest: boolean): GoInt {
  if (other === 0n) refuse("a number can't be divided by zero");
  return int64(isRest ? one % other : one / other);
}

/** Numbers from one up or down to another, which is none of them. */
function steps(start: number, stop: number, step: number, { budget }: Env): number[] {
  if (step === 0 || (stop < start) !== (step < 0)) return [];
  const count = Math.max(0, Math.ceil((stop - start) / step));
  budget.spendText(count);
  budget.spend(STEPS * count);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

function ints(numbers: readonly number[]): GoList {
  return new GoList(numbers.map(int), "int");
}

/** The numbers of `seq`: from, step and to. */
function sequence(given: readonly number[], env: Env): number[] {
  if (given.length === 0 || given.length > 3) return [];
  const start = given.length === 1 ? 1 : given[0];
  const end = given.at(-1)!;
  const sign = end < start ? -1 : 1;
  if (given.length === 3) {
    if (sign < 0 && given[1] > 0) return [];
    return steps(start, end + sign, given[1], env);
  }
  return steps(start, end + sign, sign, env);
}

/** A decimal number: so many units of a power of ten. */
interface Decimal {
  units: bigint;
  power: number;
}

function decimal(value: number): Decimal {
  if (!Number.isFinite(value)) refuse("a number is too large");
  const [, sign, first, more = "", exponent] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(
    value.toExponential(),
  )!;
  return { units: BigInt(sign + first + more), power: Number(exponent) - more.length };
}

function fromDecimal({ units, power }: Decimal): number {
  return Number(`${units}e${power}`);
}

/** Two decimals in the same units. */
function aligned(one: Decimal, other: Decimal): [bigint, bigint, number] {
  const power = Math.min(one.power, other.power);
  const scale = ({ units, power: own }: Decimal) => units * 10n ** BigInt(own - power);
  return [scale(one), scale(other), power];
}

function plus(one: Decimal, other: Decimal): Decimal {
  const [left, right, power] = aligned(one, other);
  return { units: left + right, power };
}

function minus(one: Decimal, other: Decimal): Decimal {
  return plus(one, { units: -other.units, power: other.power });
}

function times(one: Decimal, other: Decimal): Decimal {
  return { units: one.units * other.units, power: one.power + other.power };
}

/** To 16 digits behind the point, rounded half away from zero. */
function over(one: Decimal, other: Decimal): Decimal {
  if (other.units === 0n) refuse("a number can't be divided by zero");
  const [left, right] = aligned(one, other);
  const scaled = left * 10n ** 16n;
  const rest = scaled % right;
  const double = 2n * (rest < 0n ? -rest : rest);
  const size = right < 0n ? -right : right;
  const sign = (scaled < 0n) === (right < 0n) ? 1n : -1n;
  return { units: scaled / right + (double >= size ? sign : 0n), power: -16 };
}

/** Calculates in decimals, one after the other. */
function calculate(
  first: GoValue,
  others: readonly GoValue[],
  by: (one: Decimal, other: Decimal) => Decimal,
  { budget }: Env,
): number {
  let result = decimal(toFloat(first));
  for (const other of others) {
    result = by(result, decimal(toFloat(other)));
    // Digits add up, and so does what the next step takes.
    budget.spend(400);
    const digits = result.units.toString().length;
    if (digits > 2000) refuse("a number is too large");
  }
  return fromDecimal(result);
}

/** Sprig's functions of numbers. */
export const NUMBERS: FunctionTable = {
  int: fn(["any"], (_env, value) => int(toInt(value))),
  int64: fn(["any"], (_env, value) => int64(toInt(value))),
  float64: fn(["any"], (_env, value) => toFloat(value)),
  atoi: fn(
    ["string"],
    (_env, text) => int(/^[+-]?\d{1,30}$/.test(text) ? clamp(BigInt(text.replace("+", ""))) : 0n),
  ),
  toDecimal: fn(["any"], ({ budget }, value) => {
    const text = printValue(value, budget);
    const [, sign, digits] = /^([+-]?)([0-7]{1,30})$/.exec(text) ?? [];
    if (digits === undefined) return int64(0n);
    const size = BigInt(`0o${digits}`);
    const number = sign === "-" ? -size : size;
    return int64(BigInt.asIntN(64, number) === number ? number : 0n);
  }),
  add1: fn(["any"], (_env, value) => int64(toInt(value) + 1n)),
  add: variadic(
    [],
    "any",
    (_env, values) => int64(values.reduce((sum, value) => sum + toInt(value), 0n)),
  ),
  sub: fn(["any", "any"], (_env, one, other) => int64(toInt(one) - toInt(other))),
  div: fn(["any", "any"], (_env, one, other) => divided(toInt(one), toInt(other), false)),
  mod: fn(["any", "any"], (_env, one, other) => divided(toInt(one), toInt(other), true)),
  mul: variadic(
    ["any"],
    "any",
    (_env, first, others) =>
      others.reduce<GoInt>(
        (product, value) => int64(product.value * toInt(value)),
        int64(toInt(first)),
      ),
  ),
  add1f: fn(["any"], (env, value) => calculate(value, [1], plus, env)),
  addf: variadic([], "any", (env, values) => calculate(0, values, plus, env)),
  subf: variadic(["any"], "any", (env, first, others) => calculate(first, others, minus, env)),
  mulf: variadic(["any"], "any", (env, first, others) => calculate(first, others, times, env)),
  divf: variadic(["any"], "any", (env, first, others) => calculate(first, others, over, env)),
  max: variadic(["any"], "any", (_env, first, others) => most(first, others)),
  biggest: variadic(["any"], "any", (_env, first, others) => most(first, others)),
  min: variadic(
    ["any"],
    "any",
    (_env, first, others) =>
      int64(
        others.map(toInt).reduce((least, value) => value < least ? value : least, toInt(first)),
      ),
  ),
  maxf: variadic(
    ["any"],
    "any",
    (_env, first, others) =>
      others.reduce<number>((most, value) => Math.max(most, toFloat(value)), toFloat(first)),
  ),
  minf: variadic(
    ["any"],
    "any",
    (_env, first, others) =>
      others.reduce<number>((least, value) => Math.min(least, toFloat(value)), toFloat(first)),
  ),
  floor: fn(["any"], (_env, value) => Math.floor(toFloat(value))),
  ceil: fn(["any"], (_env, value) => Math.ceil(toFloat(value))),
  round: variadic(["any", "int"], "float64", (_env, value, places, [on = 0.5]) => {
    const scale = Math.pow(10, places);
    const digit = scale * toFloat(value);
    const rounded = digit - Math.trunc(digit) >= on ? Math.ceil(digit) : Math.floor(digit);
    return rounded / scale;
  }),
  until: fn(["int"], (env, count) => ints(steps(0, count, count < 0 ? -1 : 1, env))),
  untilStep: fn(
    ["int", "int", "int"],
    (env, start, stop, step) => ints(steps(start, stop, step, env)),
  ),
  seq: variadic([], "int", (env, given) => sequence(given, env).join(" ")),
};

function clamp(value: bigint): bigint {
  const most = 2n ** 63n;
  return value >= most ? most - 1n : value < -most ? -most : value;
}

function most(first: GoValue, others: readonly GoValue[]): GoInt {
  return int64(
    others.map(toInt).reduce((most, value) => value > most ? value : most, toInt(first)),
  );
}
