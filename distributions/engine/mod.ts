/**
 * The bare engine: parses manifests, warns that every kind is unknown, and makes nothing. Give it
 * extensions with `--extensions-dir`, or use a distribution that has some.
 *
 * @module
 */

import { defineDistribution, type Distribution } from "../../engine/cli.ts";
import manifest from "./distribution.json" with { type: "json" };

/** The bare engine. */
const engine: Distribution = defineDistribution(manifest, import.meta.url);
export default engine;

if (import.meta.main) engine.main();
