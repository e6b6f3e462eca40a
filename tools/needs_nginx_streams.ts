/**
 * Tests that need an nginx which forwards connections.
 *
 * @module
 */

import { needsTool } from "./needs_tool.ts";
import { type ConditionalTest, unless } from "./unless.ts";

/** Debian has it in a package of its own. */
const MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so";

/** Skips a test where there is no nginx, or it has no module for streams. */
export function needsNginxStreams(name: string): ConditionalTest {
  const test = needsTool(name, "nginx", "Debian's nginx");
  if (test.ignore) return test;
  return unless(
    name,
    exists(MODULE) ? undefined : "nginx has no stream module; Debian's libnginx-mod-stream is it",
  );
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
