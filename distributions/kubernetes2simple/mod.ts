/**
 * kubernetes2simple: helmfile2compose with the rest of the catalogue, and a command that needs nothing
 * from its user: it looks what there is in the current folder, says what it found, and converts it.
 *
 * As a command: `deno run -A jsr:@dekube/kubernetes2simple`.
 *
 * As a library:
 *
 * ```ts
 * import { convert } from "@dekube/kubernetes2simple";
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
const kubernetes2simple: Distribution = defineDistribution(manifest, import.meta.url);
export default kubernetes2simple;

/** Converts manifests with this distribution's extensions. */
export const convert: BoundConvert = kubernetes2simple.convert;

if (import.meta.main) kubernetes2simple.main();
