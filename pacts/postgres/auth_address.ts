/**
 * Addresses of clients in pg_hba.conf.
 *
 * @module
 */

import { ipAddress } from "../kubernetes/mod.ts";
import { type Field, fieldProblem, onlyWord } from "./auth_file.ts";

const HOST = /^\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/;
/** The server reads any number as an address, in ways of old. */
const NUMBERS = /^\.?(\d+|0x[\da-f]*)(\.(\d+|0x[\da-f]*))*\.?$/i;

const EXPECTED =
  `a network such as 10.0.0.0/8, an address and a mask, "all", "samehost", "samenet", or the name of a host`;

/** What stands where an address does. */
export interface Address {
  /** How many fields it takes. */
  fields: number;
  /** Why PostgreSQL would refuse it. */
  problem?: string;
}

/** Reads an address, and the mask that may stand behind it. */
export function addressIn(fields: readonly Field[], major: number): Address {
  const [field, next] = fields;
  if (!field) return { fields: 0, problem: `it has no address: ${EXPECTED}` };
  const word = onlyWord(field);
  const problem = fieldProblem(field, major);
  if (problem) return { fields: 1, problem };
  if (!word) {
    return { fields: 1, problem: `it has several addresses; each needs a rule of its own` };
  }
  const { text, quoted } = word;
  if (!quoted && /^(all|samehost|samenet)$/.test(text)) return { fields: 1 };
  const bad = `"${text}" is no address: ${EXPECTED}`;
  const [, written, length] = /^([^/]*)(?:\/(.*))?$/s.exec(text)!;
  const isV6 = written.includes(":");
  if (ipAddress(written) === undefined) {
    const isHost = length === undefined && text.length <= 253 && HOST.test(text);
    return isHost && !NUMBERS.test(text) ? { fields: 1 } : { fields: 1, problem: bad };
  }
  if (length !== undefined) {
    const isLength = /^\d{1,3}$/.test(length) && Number(length) <= (isV6 ? 128 : 32);
    return isLength ? { fields: 1 } : { fields: 1, problem: bad };
  }
  const mask = onlyWord(next)?.text ?? "";
  const isMask = ipAddress(mask) !== undefined && mask.includes(":") === isV6;
  if (isMask) return { fields: 2 };
  return {
    fields: /^[\d.:]+$/.test(mask) ? 2 : 1,
    problem: `"${text}" has no mask. Write "${text}/${isV6 ? 128 : 32}" for that address alone`,
  };
}
