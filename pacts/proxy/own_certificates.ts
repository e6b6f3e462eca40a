/**
 * What is said of hosts whose certificate is one of the proxy's own authority, though another was asked for.
 *
 * @module
 */

import type { ObjectRef } from "../ingress/object_ref.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { mapping, text } from "../read.ts";
import type { HttpsPolicy } from "./https_policy.ts";
import { publicProblem } from "./public_problem.ts";
import type { RenderContext } from "./render_context.ts";
import type { Site } from "./sites.ts";

const MOST_NAMED = 5;

/** Asks for the certificate in a Secret. */
const CERTIFICATE = "cert-manager.io/Certificate";

/** Says which sites have a certificate of the proxy's own authority, and why: once for each reason. */
export function reportOwnCertificates(
  sites: readonly Site[],
  ctx: Pick<RenderContext, "report" | "manifests"> & { readonly https: HttpsPolicy },
): void {
  if (ctx.https === "public") reportPrivate(sites, ctx.report);
  else if (ctx.https !== "internal") reportMissing(sites, ctx);
}

function reportPrivate(sites: readonly Site[], report: RenderContext["report"]): void {
  for (const [problem, group] of Map.groupBy(sites, ({ host }) => publicProblem(host))) {
    report().info(
      "own-certificate",
      `${some(hostsOf(group))} ${
        group.length === 1 ? "has" : "have"
      } a certificate of the proxy's own authority, because ${problem}`,
    );
  }
}

function reportMissing(
  sites: readonly Site[],
  { report, manifests }: Pick<RenderContext, "report" | "manifests">,
): void {
  // Whoever converts Certificates has said why these were not issued, and what their hosts are served with.
  const isIssuing = manifests.isConverted(CERTIFICATE);
  const said = new Set(isIssuing ? manifests.of(CERTIFICATE).map(secretOf) : []);
  const missing = sites.flatMap((site) => {
    const entry = site.entries.find(({ tls }) => tls?.secret);
    return entry && !said.has(keyOf(entry.tls!.secret!))
      ? [{ site, secret: entry.tls!.secret!, resource: entry.resource }]
      : [];
  });
  if (missing.length === 0) return;
  const secrets = [...new Set(missing.map(({ secret }) => `"${secret.name}"`))];
  const owners = new Map(missing.map(({ resource }) => [JSON.stringify(resource), resource]));
  // One that is another's too is not said of either.
  const [owner] = owners.size === 1 ? owners.values() : [];
  const isOne = secrets.length === 1;
  const them = isOne ? "it" : "them";
  // Who has the extension lacks an issuer that works here, or has not asked one.
  const issue = isIssuing
    ? `or have cert-manager issue ${them} (by an annotation or a Certificate that names an issuer of the sort ca or selfSigned: others, such as ACME, issue nothing here)`
    : `or have \`--extension cert-manager\` issue ${them}`;
  report(owner).info(
    "own-certificate",
    `there is no certificate in the Secret${isOne ? "" : "s"} ${some(secrets)}, so ${
      some(hostsOf(missing.map(({ site }) => site)))
    } ${
      missing.length === 1 ? "has" : "have"
    } one of the proxy's own authority, which browsers warn of. For another, add the Secret${
      isOne ? "" : "s"
    } to the manifests, ${issue}, or set "https: public" in dekube.yaml where the name${
      missing.length === 1 ? " is one" : "s are some"
    } of the internet`,
  );
}

function secretOf(certificate: Manifest): string {
  return keyOf({
    namespace: namespaceOf(certificate),
    name: text(mapping(certificate.spec).secretName),
  });
}

function keyOf({ namespace, name }: ObjectRef): string {
  return JSON.stringify([namespace, name]);
}

function hostsOf(sites: readonly Site[]): string[] {
  return sites.map(({ host }) => host || "any other host");
}

/** The first of a list, and how many more there are. */
function some(texts: readonly string[]): string {
  const more = texts.length > MOST_NAMED ? ` and ${texts.length - MOST_NAMED} more` : "";
  return texts.slice(0, MOST_NAMED).join(", ") + more;
}
