/**
 * Charts that others published, with real programs behind their images.
 *
 * @module
 */

import { type ImageName, ingredientsOf } from "../../tools/e2e/images/recipes.ts";
import { HAS_SHARED } from "../_corpus.ts";
import { distribution } from "./_command.ts";
import { e2e } from "./_setting.ts";
import { Stack, type StackInput } from "./_stack.ts";

/** A chart, and what must be true of it. */
export interface ChartCase {
  /** Its name and version. */
  chart: string;
  /** What its programs do together. */
  does: string;
  /** Where it is: the suite's name of a chart to render, or a folder of the corpus with a rendered one. */
  from: { chart: string } | { corpus: string };
  /** The distribution that converts it. */
  converts: "helmfile2compose" | "kubernetes2simple";
  /** What to convert and how, when the programs are there. */
  input: () => Omit<StackInput, "command" | "images">;
  /** Each image of it, and the real one that has the name. */
  images: Record<string, ImageName>;
  /** Lines that make the programs say their versions, each in its service. */
  programs: Record<string, string>;
  /** Asks the programs over HTTP. */
  check: (stack: Stack) => Promise<void>;
}

/** A test that a chart comes up with its real programs, and does what it is for. */
export function chartTest(
  { chart, does, from, converts, input, images, programs, check }: ChartCase,
): void {
  const source = "chart" in from ? ["helm", from.chart] : HAS_SHARED ? [] : ["../shared/corpus"];
  const needs = [
    ...["docker", "caddy", "curl", ...source],
    ...Object.values(images).flatMap(ingredientsOf),
  ];
  e2e(`the chart ${chart} ${does}`, { needs: [...new Set(needs)] }, async () => {
    const stack = await Stack.up({
      ...input(),
      images,
      command: (args) => distribution(converts, args),
    });
    await check(stack);
    // Asked of what runs, so that nobody need believe it.
    const versions = await Promise.all(
      Object.entries(programs).map(async ([service, line]) => await stack.sh(service, line)),
    );
    console.log(`${chart} (${converts}): ${versions.join("; ")}`);
    await stack.down({ volumes: true });
  });
}

/** Requests a URL through the proxy, as a browser does: where it is sent to HTTPS, it goes there. */
export async function browse(stack: Stack, url: string, ...flags: string[]) {
  const answer = await stack.request(`http://${url}`, ...flags);
  // Caddy may still be issuing the certificate.
  const secured = () =>
    stack.eventually(() => stack.request(`https://${url}`, ...flags), () => true);
  const isSentOn = /^https:/.test(answer.headers.get("location") ?? "") &&
    new URL(answer.headers.get("location")!).hostname === new URL(`http://${url}`).hostname;
  return isSentOn ? await secured() : answer;
}
