/**
 * Runs the reverse proxy's two functions, and takes in what they return.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type Diagnostic,
  type IngressProvider,
  isMapping,
  mapping,
  type ProxyContext,
  type ProxyFiles,
} from "../../pacts/mod.ts";
import type { EngineContext } from "./context.ts";
import { onProject } from "./extensions/failures.ts";
import type { Run, RunningProxy } from "./run.ts";
import { dataFolder } from "./storage/data_folder.ts";
import { checkService, warnUnknownMembers } from "./extensions/results.ts";
import { addServices, readMounts } from "./services.ts";

/** Whether a proxy forwards connections, as it is set. */
export async function forwardsStreams(
  { name, streams = false }: IngressProvider,
  ctx: EngineContext,
): Promise<boolean> {
  if (typeof streams === "boolean") return streams;
  const { config, extensionConfig, report } = ctx.forExtension(name);
  return await onProject(name, () => streams({ config, extensionConfig, report }));
}

/** Adds the proxy's services, for the routes that there are. */
export async function buildProxy(run: Run): Promise<void> {
  const { registry: { proxy }, ctx, entries } = run;
  if (!proxy) return;
  const { provider } = proxy;
  const given: Given = { names: new Map(), folders: new Map() };
  const made = await onProject(provider.name, async () => {
    const result = await provider.buildService(
      entries,
      proxyContext(provider, given, run),
    );
    const services = checked("buildService", "services", result);
    for (const [name, service] of Object.entries(services)) checkService(name, service);
    take("buildService", result, ctx);
    warnUnknownMembers(result, "buildService", { extension: provider.name }, ctx);
    return services as Record<string, ComposeService>;
  });
  const added = addServices(run.services, made, provider.name, ctx);
  for (const service of added) run.makers.set(service, provider.name);
  readMounts(Object.fromEntries(added.map((key) => [key, run.services[key]])), ctx);
  run.proxy = { provider, services: added, ...given };
}

/** Adds the proxy's config, for the routes as the transforms left them. */
export async function configureProxy(run: Run): Promise<void> {
  const { proxy, ctx, entries } = run;
  if (!proxy) return;
  const { provider } = proxy;
  await onProject(provider.name, async () => {
    const result = await provider.writeConfig(
      entries,
      proxyContext(provider, proxy, run),
    );
    checked("writeConfig", "files", result);
    take("writeConfig", result, ctx);
    warnUnknownMembers(result, "writeConfig", { extension: provider.name }, ctx);
    proxy.sites = result.sites;
    if (run.forwardsStreams) run.keptStreams = result.streams ?? run.streams;
  });
}

/** A mapping that a function of the proxy must return. */
function checked(method: string, field: string, result: unknown): Record<string, unknown> {
  const { [field]: value } = mapping(result);
  if (isMapping(value)) return value;
  throw new TypeError(`${method}() returned no "${field}"; expected { ${field}: {} } at least`);
}

function take(
  method: string,
  { files = {}, diagnostics = [] }: { files?: ProxyFiles; diagnostics?: Iterable<Diagnostic> },
  ctx: EngineContext,
): void {
  for (const [path, file] of Object.entries(files)) {
    const { content, mode, exact } = mapping(file) as Partial<ProxyFiles[string]>;
    if (typeof content !== "string" && !(content instanceof Uint8Array)) {
      throw new TypeError(
        `${method}() returned the file "${path}" without "content"; expected text or bytes`,
      );
    }
    // A Secret that a pod mounts as well has its file already, with the mode that the pod wants.
    if (!ctx.files.has(path)) {
      ctx.files.write(path, content, {
        ...(mode === undefined ? {} : { mode }),
        ...(exact === undefined ? {} : { exact }),
      });
    }
  }
  for (const diagnostic of diagnostics) ctx.diagnostics.add(diagnostic);
}

/** What a proxy was given, by what it asked for. */
type Given = Pick<RunningProxy, "names" | "folders">;

/** What a proxy may look at. What it asks for twice is the same. */
function proxyContext(
  { name }: IngressProvider,
  { names, folders }: Given,
  { ctx, streams, forwardsStreams }: Run,
): ProxyContext {
  const own: ConvertContext = ctx.forExtension(name);
  const { config, extensionConfig, configMaps, secrets, services, previous, workloads } = own;
  return {
    config,
    extensionConfig,
    configMaps,
    secrets,
    services,
    previous,
    workloads,
    streams: forwardsStreams ? streams : [],
    manifests: {
      isConverted: (kind) => ctx.manifests.isConverted(kind),
      of: (kind) => ctx.manifests.of(kind),
    },
    names: {
      folder: (id) => ctx.names.folder(id),
      service: (wanted) => once(names, wanted, () => ctx.names.reserve(wanted)),
      dataFolder: (wanted) => once(folders, wanted, () => dataFolder(wanted, ctx)),
    },
  };
}

function once(given: Map<string, string>, wanted: string, make: () => string): string {
  const before = given.get(wanted);
  if (before !== undefined) return before;
  const made = make();
  given.set(wanted, made);
  return made;
}
