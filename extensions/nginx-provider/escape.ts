/**
 * Percent-encoding, which nginx has no word for: a script in its JavaScript module does it.
 *
 * @module
 */

import type { Config } from "@dekube/engine/pacts";
import { configPath, mountedFile, type MountedFiles, type Sites } from "@dekube/engine/pacts/proxy";
import type { Line } from "./blocks.ts";
import { encodedPath, templatesOf, usesChangedUri } from "./changed_uri.ts";

/** Path of the script below the output folder. */
const SCRIPT = "configmaps/.nginx/dekube-escape.js";
/** Its path in the container. */
const TARGET = "/etc/nginx/dekube-escape.js";

const CONTENT = `export default {
  escaped: (request) => encodeURIComponent(request.variables.request_uri),
  path: (request) => encodeURI(request.variables.uri).replace(/[?#]/g, encodeURIComponent),
};
`;

/** Whether some route needs text percent-encoded. */
export function needsEscape(sites: Sites): boolean {
  return sites.entries.some((entry) =>
    templatesOf(entry).includes("$escaped_request_uri") || usesChangedUri(entry)
  );
}

/** Directive of the whole file that loads the module. */
export const ESCAPE_MODULE: Line = "load_module modules/ngx_http_js_module.so";

/** Directives beside the servers that make the variables. A module's name may be had once in an nginx of several projects. */
export function escapeLines(project: Pick<Config, "name" | "disableIngress">): Line[] {
  const module = configPath("dekube_escape", "", project).replace(/\W/g, "_");
  return [
    `js_import ${module} from ${TARGET}`,
    `js_set $dekube_escaped_uri ${module}.escaped`,
    ...(["route", "share"] as const).map((changer) =>
      `js_set $${encodedPath(changer)} ${module}.path`
    ),
  ];
}

/** The script, where it is needed. */
export function mountedEscape(sites: Sites): MountedFiles {
  return needsEscape(sites)
    ? mountedFile(SCRIPT, { content: CONTENT }, TARGET)
    : { files: {}, mounts: [] };
}
