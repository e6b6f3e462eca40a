/**
 * What a question that is no conversion is answered with.
 *
 * @module
 */

/** A text for people, or what `--report json` has of it. */
export type Answer = { text: string } | { report: Record<string, unknown> };
