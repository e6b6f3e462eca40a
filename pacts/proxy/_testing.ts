/**
 * What tests of the toolkit, and of proxies, have in common.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { type TestContext, testContext, type TestContextOptions } from "@dekube/engine/testing";
import { renderMount } from "../../engine/core/output/mounts.ts";
import type { RenderedService } from "../compose.ts";
import { Diagnostics } from "../diagnostics.ts";
import { hostPath } from "../kubernetes/mod.ts";
import type { IngressProvider, ProxyContext, ProxyFiles } from "../extensions.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import type { StreamRoute } from "../ingress/stream_route.ts";
import { escapeRegex } from "../ingress/route_path.ts";
import { goRegex } from "../regex/print.ts";
import type { Manifest } from "../manifest.ts";
import type { ProxyProfile } from "./profile.ts";
import { TEXT } from "../settings.ts";
import { PROXY_SETTINGS } from "./proxy_settings.ts";
import { type RenderContext, renderContext } from "./render_context.ts";

/** A proxy of nobody's, which reads JavaScript's expressions. */
export const PLAIN: ProxyProfile = {
  extension: "plain",
  program: "Plain",
  config: "plain.conf",
  refusesPath: "Plain can't match",
  publicCas: "the public CAs",
  guards: ["forwardAuth", "basicAuth", "allowedSources"],
  features: [],
  escape: escapeRegex,
  regex: (source) => goRegex(source, { escape: escapeRegex }),
};

/** A value of which nothing can be changed any more. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (!ArrayBuffer.isView(value)) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

/** What the engine hands to a proxy's functions, frozen. */
export function proxyContext(
  given: TestContext,
  streams: readonly StreamRoute[] = [],
): ProxyContext {
  const { config, extensionConfig, configMaps, secrets, services, previous, names, files } = given;
  const { manifests, workloads } = given;
  return Object.freeze({
    config: deepFreeze(config),
    extensionConfig: deepFreeze(extensionConfig),
    configMaps: Object.freeze(configMaps),
    secrets: Object.freeze(secrets),
    services: Object.freeze(services),
    previous: Object.freeze(previous),
    workloads,
    streams: deepFreeze(streams),
    manifests: Object.freeze({
      isConverted: (kind: string) => manifests.isConverted(kind),
      of: (kind: string) => manifests.of(kind),
    }),
    names: Object.freeze({
      folder: names.folder.bind(names),
      service: (wanted: string) => files.shared(wanted, () => names.reserve(wanted)),
      dataFolder: (wanted: string) => hostPath(wanted, config.volumeRoot),
    }),
  });
}

const SETTINGS = {
  ...PROXY_SETTINGS,
  tls_cert_path: { type: TEXT, default: "", description: "Folder of a certificate." },
};

/** What the toolkit's functions work with, for some routes. */
export function renderContextOf(
  entries: readonly IngressEntry[],
  manifests: readonly Manifest[] = [],
  options: TestContextOptions = {},
): RenderContext {
  return renderContext(
    deepFreeze(entries),
    proxyContext(testContext(manifests, options)),
    PLAIN,
    SETTINGS,
  );
}

/** What else a proxy would know. */
export interface ProxyOptions extends TestContextOptions {
  /** The routes of connections. */
  streams?: readonly StreamRoute[];
}

/** What a proxy made of some routes. */
export interface ProxyResult {
  /** Its Compose services, with their mounts as compose.yml has them. */
  services: Record<string, RenderedService>;
  /** All files. */
  files: ProxyFiles;
  /** What both functions had to say. */
  diagnostics: Diagnostics;
}

/** Calls both functions of a proxy, as the engine would, with inputs that can't be changed. */
export async function runProxy(
  provider: IngressProvider,
  entries: readonly IngressEntry[],
  manifests: readonly Manifest[] = [],
  { streams, ...options }: ProxyOptions = {},
): Promise<ProxyResult> {
  return await callProxy(provider, entries, proxyContext(testContext(manifests, options), streams));
}

async function callProxy(
  provider: IngressProvider,
  entries: readonly IngressEntry[],
  ctx: ProxyContext,
): Promise<ProxyResult> {
  deepFreeze(entries);
  const built = await provider.buildService(entries, ctx);
  const written = await provider.writeConfig(entries, ctx);
  const diagnostics = new Diagnostics();
  for (const one of [...built.diagnostics ?? [], ...written.diagnostics ?? []]) {
    diagnostics.add(one);
  }
  const services = Object.entries(built.services).map(([name, service]) => [
    name,
    { ...service, volumes: service.volumes?.map(renderMount) },
  ]);
  return {
    services: Object.fromEntries(services),
    files: { ...built.files, ...written.files },
    diagnostics,
  };
}

/**
 * Calls both functions of a proxy twice, with inputs that can't be changed: they must return the same, and leave the
 * context as it was.
 */
export async function assertPure(
  provider: IngressProvider,
  entries: readonly IngressEntry[],
  manifests: readonly Manifest[],
  { streams, ...options }: ProxyOptions = {},
): Promise<void> {
  const given = testContext(manifests, options);
  const ctx = proxyContext(given, streams);
  const first = await callProxy(provider, entries, ctx);
  const second = await callProxy(provider, entries, ctx);
  assertEquals(second, first);
  assertEquals([...given.files.entries()], []);
  assertEquals([...given.diagnostics], []);
  assertEquals(given.composeExtras, { volumes: {}, networks: {} });
  assertEquals([...given.manifests.kinds()].flatMap((kind) => given.manifests.of(kind)), manifests);
}
