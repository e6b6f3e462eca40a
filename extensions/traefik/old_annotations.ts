/**
 * Annotations of Traefik 1 as what came in their place: Middlewares.
 *
 * @see https://doc.traefik.io/traefik/v1.7/configuration/backends/kubernetes/
 * @module
 */

import { withoutEnd } from "@dekube/engine/pacts";
import { type Annotations, escapeRegex, parseFlag } from "@dekube/engine/pacts/ingress";
import { secretsOf, type Step } from "./middlewares.ts";

/** What the old annotations of an Ingress do to the route of one of its paths. */
export function oldSteps(annotations: Annotations, path: string): Step[] {
  const get = (name: string) => annotations.get(name);
  const steps: Step[] = [];
  const add = (name: string, kind: string, settings: Record<string, unknown>) => {
    const ownSecrets = secretsOf(annotations.manifest, annotations.ctx);
    steps.push({ kind, settings, report: annotations.report(name), ownSecrets });
  };

  if (/^path(?:prefix)?strip$/i.test(get("rule-type"))) {
    add("rule-type", "stripPrefix", { prefixes: [path] });
  }
  const target = get("rewrite-target");
  if (target !== "") {
    const prefix = withoutEnd(path, "/");
    add("rewrite-target", "replacePathRegex", {
      regex: `^${escapeRegex(prefix)}/*(.*)$`,
      replacement: `${withoutEnd(target.replace(/\$(?=[\d{])/g, "%24"), "/")}/$1`,
    });
  }
  if (get("redirect-regex") !== "") {
    add("redirect-regex", "redirectRegex", {
      regex: get("redirect-regex"),
      replacement: get("redirect-replacement"),
      permanent: get("redirect-permanent") === "true",
    });
  }
  if (sendsOnToHttps(annotations)) {
    add(
      get("redirect-entry-point") === "" ? "ssl-redirect" : "redirect-entry-point",
      "redirectScheme",
      {
        scheme: "https",
        permanent: get("redirect-permanent") === "true",
      },
    );
  } else if (get("redirect-entry-point") !== "") {
    annotations.invalid(
      "redirect-entry-point",
      `${JSON.stringify(get("redirect-entry-point"))} is no entry point for HTTPS`,
    );
  }
  const sources = annotations.list("whitelist-source-range");
  if (sources.length > 0) add("whitelist-source-range", "ipAllowList", { sourceRange: sources });
  const type = get("auth-type").toLowerCase();
  if (type === "basic") {
    add("auth-type", "basicAuth", { secret: get("auth-secret"), realm: get("auth-realm") });
  } else if (type !== "") {
    add("auth-type", "digestAuth", {});
  }
  return steps;
}

/** A switch of Traefik 1, or what names an entry point for HTTPS. */
function sendsOnToHttps(annotations: Annotations): boolean {
  return parseFlag(annotations.get("ssl-redirect")) === true ||
    ["https", "websecure"].includes(annotations.get("redirect-entry-point").toLowerCase());
}
