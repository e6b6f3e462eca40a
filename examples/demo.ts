/**
 * Converts the example platform into `out/demo`, and says what to look at.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import helmfile2compose from "../distributions/helmfile2compose/mod.ts";

const root = fromFileUrl(new URL("..", import.meta.url));
Deno.chdir(root);

const code = await helmfile2compose.run([
  "--from-dir",
  "examples/platform/rendered",
  "--output-dir",
  "out/demo",
]);
if (code === 0) {
  console.log(`
Worth a look:
  examples/platform/README.md   what the platform is made of
  out/demo/compose.yml          its services, by the names that they had in the cluster
  out/demo/Caddyfile@…          the routes of its Ingresses
  out/demo/configmaps, secrets  the files that its pods mount
  out/demo/dekube.yaml          your settings; change one and run this again

It runs: its images are BusyBox and Caddy. Start it as said above, and open http://shop.localhost, or what is said there.

To convert charts of your own:
  npx -y deno@${Deno.version.deno} task convert --helmfile-dir path/to/your/helmfile --output-dir out/mine`);
}
Deno.exit(code);
