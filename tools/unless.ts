/**
 * Tests that can't run everywhere say so by name.
 *
 * @module
 */

/** Name and `ignore` of a test that can't run everywhere. */
export interface ConditionalTest {
  /** The test's name; where it is skipped, with the reason. */
  name: string;
  /** Whether it is skipped. */
  ignore: boolean;
}

/** Why a test is skipped on this machine; none where it runs. */
export type Reason = string | undefined;

/**
 * Name and `ignore` of a test that is skipped where there is a reason to. A reason that `.ci/run` is to
 * accept is listed in tools/expected_skips.ts.
 *
 * @example
 * ```ts ignore
 * Deno.test(unless("files keep their modes", WINDOWS), async () => {});
 * ```
 */
export function unless(name: string, reason: Reason): ConditionalTest {
  const isSkipped = reason !== undefined;
  return { name: isSkipped ? `${name} (skipped: ${reason})` : name, ignore: isSkipped };
}

/** For what has to do with modes, links or shell scripts. */
export const WINDOWS: Reason = Deno.build.os === "windows"
  ? "Windows has other files and no shell"
  : undefined;

/** For what runs on Windows alone. */
export const NO_WINDOWS: Reason = WINDOWS ? undefined : "needs Windows";

/** For what is refused to users. */
export const ROOT: Reason = WINDOWS ?? (Deno.uid() === 0 ? "root may do anything" : undefined);

/** For what converts the large corpus, which is not in the repository. */
export const NO_CORPUS: Reason = exists(new URL("../../shared/corpus", import.meta.url))
  ? undefined
  : "needs ../shared/corpus";

/** For what compares with the genuine `@std`. */
export const NO_STD: Reason = Deno.env.get("STD_DIR")
  ? undefined
  : "STD_DIR names no checkout of denoland/std";

/** For what puts a registry of its own in JSR's place: with JSR, Deno takes `@std` from there. */
export const JSR: Reason = Deno.env.get("JSR_URL")?.startsWith("file:")
  ? undefined
  : "JSR answers here";

function exists(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch {
    return false;
  }
}
