/**
 * Runs the reverse proxy's two functions, and takes in what they return.
 *
 * @module
 */

import type {
  ConvertContext,
  Diagnostic,
  IngressProvider,
  ProxyContext,
  ProxyFiles,
} from "../../pacts/mod.ts";
import type { EngineContext } from "./context.ts";
import { onProject } from "./failures.ts";
import type { Run } from "./run.ts";
import { addServices, readMounts } from "./services.ts";

/** Adds the proxy's services, for the routes that there are. */
export async function buildProxy(run: Run): Promise<void> {
  const { registry: { proxy }, ctx, entries } = run;
  if (!proxy) return;
  const { provider } = proxy;
  const { name } = provider;
  const { services = {}, files = {}, diagnostics = [] } = await onProject(
    name,
    () => provider.buildService(entries, proxyContext(provider, ctx)),
  ) ?? {};
  take(files, diagnostics, ctx);
  const added = addServices(run.services, services, name, ctx);
  readMounts(Object.fromEntries(added.map((key) => [key, run.services[key]])), ctx);
  run.proxy = { provider, services: added };
}

/** Adds the proxy's config, for the routes as the transforms left them. */
export async function configureProxy({ proxy, ctx, entries }: Run): Promise<void> {
  if (!proxy) return;
  const { provider } = proxy;
  const { files = {}, diagnostics = [] } = await onProject(
    provider.name,
    () => provider.writeConfig(entries, proxyContext(provider, ctx)),
  ) ?? {};
  take(files, diagnostics, ctx);
}

function take(files: ProxyFiles, diagnostics: Iterable<Diagnostic>, ctx: EngineContext): void {
  for (const [path, { content, mode }] of Object.entries(files)) {
    // A Secret that a pod mounts as well has its file already, with the mode that the pod wants.
    if (!ctx.files.has(path)) ctx.files.write(path, content, mode === undefined ? {} : { mode });
  }
  for (const diagnostic of diagnostics) ctx.diagnostics.add(diagnostic);
}

/** What a proxy may look at. A name that it asks for twice is the same one. */
function proxyContext({ name }: IngressProvider, ctx: EngineContext): ProxyContext {
  const { config, extensionConfig, secrets, services, previous }: ConvertContext = ctx.forExtension(
    name,
  );
  return {
    config,
    extensionConfig,
    secrets,
    services,
    previous,
    names: {
      folder: (id) => ctx.names.folder(id),
      service: (wanted) =>
        ctx.files.shared(`service of ${name}: ${wanted}`, () => ctx.names.reserve(wanted)),
    },
  };
}
