import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import {
  type ComposeService,
  type Diagnostic,
  Diagnostics,
  type IngressEntry,
  Transform,
} from "@dekube/engine/pacts";
import helmfile2compose from "../../distributions/helmfile2compose/mod.ts";
import { readManifestFiles } from "../../engine/io/input/manifest_files.ts";
import { parseManifests } from "../../mod.ts";
import { needsShared, SHARED } from "../../tests/_corpus.ts";
import { NginxRewriter } from "./mod.ts";

/** The routes of a platform of La Suite, and what is said of its Ingresses. */
async function routesOf(
  platform: string,
): Promise<{ entries: IngressEntry[]; diagnostics: Diagnostic[] }> {
  const entries: IngressEntry[] = [];
  class Spy extends Transform {
    readonly name = "spy";
    transform(_: Record<string, ComposeService>, found: IngressEntry[]): void {
      entries.push(...structuredClone(found));
    }
  }
  const { files } = await readManifestFiles(join(SHARED, "corpus/la-suite", platform));
  const manifests = parseManifests(files, new Diagnostics());
  const extensions = [{ NginxRewriter }, { Spy }];
  const { diagnostics } = await helmfile2compose.convert(manifests, {}, extensions);
  return {
    entries,
    diagnostics: diagnostics.filter(({ resource }) => resource?.kind === "Ingress"),
  };
}

const QUESTION = {
  "X-Original-URL": "$scheme://$http_host$request_uri",
  "X-Original-Method": "$method",
  "X-Sent-From": "nginx-ingress-controller",
  "X-Auth-Request-Redirect": "$request_uri",
};

Deno.test({
  ...needsShared("a conversion of La Suite's meet asks its backend about each file"),
  async fn() {
    const { entries } = await routesOf("meet");
    const media = entries.filter(({ path }) => path.includes("/media/"));
    const host = "meet.127.0.0.1.nip.io";
    const shared = (kind: string) => ({
      forwardAuth: {
        url: `https://${host}/api/v1.0/${kind}/media-auth/`,
        requestHeaders: QUESTION,
        responseHeaders: ["Authorization", "X-Amz-Date", "X-Amz-Content-SHA256"],
      },
      upstreamHost: "minio.meet.svc.cluster.local:9000",
      pathType: "Regex" as const,
      host,
    });
    const view = (entry: IngressEntry) => ({
      forwardAuth: entry.forwardAuth,
      upstreamHost: entry.upstreamHost,
      pathType: entry.pathType,
      host: entry.host,
      path: entry.path,
      rewrite: entry.rewrite,
      responseHeaders: entry.responseHeaders,
    });
    const policy = { "Content-Security-Policy": "default-src 'none'" };
    assertEquals(media.map(view), [
      {
        ...shared("recordings"),
        path: "(?i)/media/(.*)",
        rewrite: { pattern: "(?i)/media/(.*)", replacement: "/meet-media-storage/$1" },
        responseHeaders: { set: policy },
      },
      {
        ...shared("files"),
        path: "(?i)/media/files/(.*)",
        rewrite: { pattern: "(?i)/media/files/(.*)", replacement: "/meet-media-storage/files/$1" },
        responseHeaders: { set: { ...policy, "Content-Disposition": "attachment" } },
      },
    ]);
  },
});

Deno.test({
  ...needsShared("a conversion of La Suite's docs loses nothing of what its annotations ask for"),
  async fn() {
    const { entries, diagnostics } = await routesOf("docs");
    const [media, ...more] = entries.filter(({ path }) => path.includes("/media/"));
    assertEquals(more, []);
    assertEquals(media.rewrite, {
      pattern: `${media.path}`,
      replacement: "/docs-media-storage/$1",
    });
    assertEquals(
      media.forwardAuth?.url,
      "https://docs.127.0.0.1.nip.io/api/v1.0/documents/media-auth/",
    );
    assertEquals(media.upstreamHost, "dev-backend-minio.impress.svc.cluster.local:9000");
    const timeouts = entries.filter(({ timeouts }) => timeouts?.read === 86400);
    assertEquals(timeouts.length > 0, true);
    const unread = diagnostics.filter(({ code }) => /^(ignored|invalid|unsupported)-/.test(code));
    assertEquals(unread, []);
  },
});
