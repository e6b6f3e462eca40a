/**
 * Copies of requests, as tests of the conformance suite expect them.
 *
 * @module
 */

import { isMapping, mapping, mappings, text } from "../../pacts/mod.ts";
import type { Ports } from "../running_proxy.ts";
import type { GoValue } from "./go_literals.ts";
import { playHttp } from "./play.ts";
import { times } from "./times.ts";

/** Who knows what backends have been asked. */
export interface Counting {
  /** How many requests for a path a pod has had. */
  count(pod: string, namespace: string, path: string): number;
}

/** How many requests are asked, where a share of them is copied. */
const MANY = 400;

/** Why the backends of `MirroredTo` do not get the copies that they should; `undefined` where they do. */
export async function playMirrors(
  expected: { readonly [name: string]: GoValue },
  ports: Ports,
  backends: Counting,
): Promise<string | undefined> {
  const mirrors = mappings(expected.MirroredTo);
  if (mirrors.length === 0) return undefined;
  const path = `${text(mapping(expected.Request).Path)}?copy=${crypto.randomUUID()}`;
  const asked = { ...expected, Request: { ...fields(expected.Request), Path: path } };
  const inner = mapping(expected.ExpectedRequest).Request;
  const wanted = {
    ...asked,
    ...(isMapping(inner)
      ? {
        ExpectedRequest: {
          ...fields(expected.ExpectedRequest),
          Request: { ...fields(inner), Path: path },
        },
      }
      : {}),
  };
  const all = mirrors.every(({ Percent }) => Percent === undefined);
  const problems = await times(all ? 1 : MANY, () => playHttp(wanted, ports));
  const problem = problems.find((one) => one !== undefined);
  if (problem !== undefined) return problem;
  // Nobody waits for a copy to be answered.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return mirrors.map(({ BackendRef, Percent }) => {
    const { Name, Namespace } = mapping(BackendRef);
    const share = Percent === undefined ? 1 : Number(Percent) / 100;
    const got = backends.count(text(Name), text(Namespace), path) / problems.length;
    // Four times the standard deviation of such a share.
    const off = 4 * Math.sqrt(share * (1 - share) / problems.length);
    return Math.abs(got - share) <= off
      ? undefined
      : `${path}: ${text(Name)} gets ${got}, not ${share}`;
  }).find((one) => one !== undefined);
}

function fields(value: unknown): { readonly [name: string]: GoValue } {
  return mapping(value) as { [name: string]: GoValue };
}
