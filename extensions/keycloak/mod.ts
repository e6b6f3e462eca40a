/**
 * keycloak: turns the resources of the Keycloak operator into Compose services. A `Keycloak` becomes
 * a server of its name, reached by the names of the operator's Services and by a route for its host;
 * a `KeycloakRealmImport` becomes a file that the server imports when it starts.
 *
 * @module
 */

import {
  type ConvertContext,
  type ExtensionInfo,
  idOf,
  type IngressEntry,
  isExcluded,
  isMapping,
  type Manifest,
  namespaceOf,
  Provider,
  type ProviderResult,
  text,
} from "@dekube/engine/pacts";
import { adoptServices, registerServices } from "./cluster_services.ts";
import { importsByKeycloak } from "./realm_imports.ts";
import { routeOf, routeSources } from "./route.ts";
import { prepareServer, serviceOf } from "./server.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "keycloak",
  depends: ["configmap-indexer", "secret-indexer", "service-indexer"],
};

/** Group of the operator's resources, in all of its versions (`v2alpha1`, `v2beta1`). */
const GROUP = "k8s.keycloak.org";

/** A service a Keycloak, and a file a realm. */
export class KeycloakProvider extends Provider {
  /** `keycloak`. */
  readonly name = "keycloak";
  /** The operator's resources. */
  readonly kinds: readonly string[] = ["KeycloakRealmImport", "Keycloak"];
  /** Before workloads, which may read the administrator's Secret. */
  override readonly priority = 450;

  /** Converts all Keycloaks with their imports; of the imports alone, says which have no Keycloak. */
  convert(kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ProviderResult {
    const keycloaks = ctx.manifests.get("Keycloak") ?? [];
    if (kind === "KeycloakRealmImport") {
      importsByKeycloak(ours(manifests, ctx), keycloaks, ctx);
      return { services: {} };
    }
    return convertKeycloaks(ours(manifests, ctx).filter((keycloak) => runs(keycloak, ctx)), ctx);
  }
}

function convertKeycloaks(keycloaks: readonly Manifest[], ctx: ConvertContext): ProviderResult {
  const imports = importsByKeycloak(
    (ctx.manifests.get("KeycloakRealmImport") ?? []).filter(isOurs),
    ctx.manifests.get("Keycloak") ?? [],
    ctx,
  );
  const names = serviceNames(keycloaks, ctx);
  const servers = keycloaks.map((keycloak, index) => prepareServer(keycloak, names[index], ctx));
  for (const server of servers) registerServices(server, ctx);
  adoptServices(servers, ctx);

  const sources = routeSources(ctx);
  const services: ProviderResult["services"] = {};
  const ingressEntries: IngressEntry[] = [];
  for (const server of servers) {
    services[server.service] = serviceOf(server, imports.get(server.manifest) ?? [], ctx);
    const route = routeOf(server.manifest, server, sources, ctx);
    if (route) ingressEntries.push(route);
  }
  return { services, ingressEntries };
}

/**
 * A service has its Keycloak's name. Compose makes that a DNS name, so where the name means different things
 * in different namespaces, each gets one that means nothing else.
 */
function serviceNames(keycloaks: readonly Manifest[], ctx: ConvertContext): string[] {
  const namesakes = Map.groupBy(keycloaks, ({ metadata }) => metadata.name);
  const led = new Set([...ctx.aliasMap.keys()].map((key) => key.slice(key.lastIndexOf("/") + 1)));
  return keycloaks.map((keycloak) => {
    const { name } = keycloak.metadata;
    const namespace = namespaceOf(keycloak);
    if (namesakes.get(name)!.length > 1 && namespace !== "") {
      return ctx.names.reserve(`${name}-${namespace}`);
    }
    return ctx.names.reserve(led.has(name) ? `${name}-server` : name);
  });
}

/** Resources of the operator; those of the older one (`keycloak.org`) have nothing in common with them. */
function ours(manifests: readonly Manifest[], ctx: ConvertContext): Manifest[] {
  return manifests.filter((manifest) => {
    if (isOurs(manifest)) return true;
    ctx.diagnostics.warn(
      "other-operator",
      `the resource is of ${
        text(manifest.apiVersion)
      }, and only those of ${GROUP} are converted; it is left out`,
      { resource: idOf(manifest), path: "apiVersion" },
    );
    return false;
  });
}

function isOurs({ apiVersion }: Manifest): boolean {
  const [group, version] = text(apiVersion).split("/");
  return group === GROUP || (group === "" && version === undefined);
}

/** Whether the user wants the server, and the manifest too. */
function runs(keycloak: Manifest, ctx: ConvertContext): boolean {
  if (isExcluded(keycloak.metadata.name, ctx.config.exclude)) return false;
  const instances = isMapping(keycloak.spec) ? text(keycloak.spec.instances) : "";
  if (instances !== "0") return true;
  ctx.diagnostics.warn("no-replicas", 'has "instances: 0", so it is left out', {
    resource: idOf(keycloak),
    path: "spec.instances",
  });
  return false;
}
