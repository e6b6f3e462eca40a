/**
 * helmfile2compose: the engine with the extensions that most charts need.
 *
 * As a command: `deno run -A jsr:@dekube/helmfile2compose --from-dir rendered --output-dir out`.
 *
 * As a library:
 *
 * ```ts
 * import { convert } from "@dekube/helmfile2compose";
 * import { assertEquals } from "@std/assert";
 *
 * const { project } = await convert([{
 *   apiVersion: "v1",
 *   kind: "Pod",
 *   metadata: { name: "web", namespace: "shop" },
 *   spec: { containers: [{ name: "web", image: "nginx:1.27" }] },
 * }], { name: "shop" });
 * assertEquals(project.services.web.image, "nginx:1.27");
 * ```
 *
 * @module
 */

import { type BoundConvert, defineDistribution, type Distribution } from "@dekube/engine/cli";
import manifest from "./distribution.json" with { type: "json" };

/** The distribution: its manifest, its extensions, its command. */
const helmfile2compose: Distribution = defineDistribution(manifest, import.meta.url);
export default helmfile2compose;

/** Converts manifests with this distribution's extensions. */
export const convert: BoundConvert = helmfile2compose.convert;

if (import.meta.main) helmfile2compose.main();
