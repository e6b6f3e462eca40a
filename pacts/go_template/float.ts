/**
 * Floats as Go prints them.
 *
 * @module
 */

/** A float by `%v` and `%g`: the fewest digits that tell it from others. */
export function floatText(value: number): string {
  const special = specialText(value);
  if (special !== undefined) return special;
  const [, sign, digits, exponent] = parts(value.toExponential());
  const power = Number(exponent);
  if (power < -4 || power >= 6) {
    return sign + scientific(digits, power);
  }
  return sign + plain(digits, power);
}

/** Digits with their point in place. */
function plain(digits: string, power: number): string {
  if (power < 0) return `0.${"0".repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, "0");
  const fraction = digits.slice(power + 1);
  return fraction ? `${whole}.${fraction}` : whole;
}

function parts(text: string): string[] {
  const [, sign, first, more = "", exponent] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)!;
  return ["", sign, first + more, exponent];
}

function exponentText(power: number): string {
  return `e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function specialText(value: number): string | undefined {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (Object.is(value, -0)) return "-0";
}

/** A float by one of the verbs `e`, `f` and `g`; precision is how many digits, `undefined` Go's own. */
export function formatFloat(value: number, verb: "e" | "f" | "g", precision?: number): string {
  if (Number.isNaN(value) || !Number.isFinite(value)) return specialText(value)!;
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const exact = exactDigits(Math.abs(value));
  if (verb === "f") {
    const places = precision ?? 6;
    const { digits, power } = rounded(exact, exact.power + 1 + places);
    const text = plain(digits, power);
    const [whole, fraction = ""] = text.split(".");
    return sign + whole + (places > 0 ? `.${fraction.padEnd(places, "0").slice(0, places)}` : "");
  }
  if (verb === "e") {
    const count = (precision ?? 6) + 1;
    const { digits, power } = rounded(exact, count);
    return sign + scientific(digits.padEnd(count, "0"), power);
  }
  if (precision === undefined) return floatText(value);
  const count = Math.max(precision, 1);
  const { digits, power } = rounded(exact, count);
  if (power < -4 || power >= count) {
    return sign + scientific(digits, power);
  }
  return sign + plain(digits, power);
}

/** Digits, and the power of ten of the first. */
interface Digits {
  digits: string;
  power: number;
}

/** All digits of a float: it is a fraction of a power of two. */
function exactDigits(value: number): Digits {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n & 0x7ffn);
  const mantissa = bits & 0xfffffffffffffn | (exponent ? 1n << 52n : 0n);
  const shift = (exponent || 1) - 1075;
  const digits = String(
    shift >= 0 ? mantissa << BigInt(shift) : mantissa * 5n ** BigInt(-shift),
  );
  const power = digits.length - 1 - Math.max(0, -shift);
  return mantissa === 0n ? { digits: "0", power: 0 } : { digits, power };
}

/** So many digits of others, rounded half to even, without zeros at their end. */
function rounded({ digits, power }: Digits, count: number): Digits {
  if (count < 0) return { digits: "0", power: 0 };
  let kept = digits.slice(0, count) || "0";
  let first = power;
  if (count < digits.length) {
    const next = digits.charCodeAt(count) - 48;
    const isHalf = next === 5 && !/[1-9]/.test(digits.slice(count + 1));
    const isUp = isHalf ? (kept.charCodeAt(kept.length - 1) - 48) % 2 === 1 : next >= 5;
    if (isUp) {
      const raised = String(BigInt(kept) + 1n).padStart(kept.length, "0");
      if (count === 0 || raised.length > kept.length) first++;
      kept = raised;
    }
    if (!isUp && count === 0) return { digits: "0", power: 0 };
  }
  const significant = kept.replace(/(?<!0)0+$/, "");
  return significant === "" ? { digits: "0", power: 0 } : { digits: significant, power: first };
}

function scientific(digits: string, power: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${digits[0]}${fraction}${exponentText(power)}`;
}
