/**
 * keycloak: turns the resources of the Keycloak operator into Compose services. A `Keycloak` becomes
 * a server of its name, reached by the names of the operator's Services and by a route for its host;
 * a `KeycloakRealmImport` becomes a file that the server imports when it starts, with the clients of its realm.
 *
 * @module
 */

import {
  CombinedConverter,
  type ConvertContext,
  type ExtensionInfo,
  type IngressEntry,
  isExcluded,
  isMapping,
  type Manifest,
  type ManifestsByKind,
  namespaceOf,
  type OwnedService,
  type ProviderResult,
  text,
} from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { addServices } from "./cluster_services.ts";
import { KEYCLOAK, OIDC_CLIENT, REALM_IMPORT, SAML_CLIENT } from "./kinds.ts";
import { importsByKeycloak } from "./realm_imports.ts";
import { routeOf, routeSources } from "./route.ts";
import { prepareServer, type Server, serviceOf, SETTINGS } from "./server.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "keycloak",
  leavesOut: ["missing-keycloak", "no-replicas"],
  depends: ["configmap-indexer", "secret-indexer", "service-indexer"],
  settings: SETTINGS,
  account: ACCOUNT,
  confidential: {
    [REALM_IMPORT]: [
      "spec.realm.users.*.credentials.*.value",
      "spec.realm.components.*.*.config.privateKey",
      "spec.realm.components.*.*.config.secret",
      "spec.realm.components.*.*.config.bindCredential",
    ],
  },
  replaces: [{ images: ["keycloak/keycloak-operator"] }],
};

/** A service a Keycloak, and a file a realm. */
export class KeycloakProvider extends CombinedConverter {
  /** `keycloak`. */
  readonly name = "keycloak";
  /** The operator's resources. */
  readonly kinds: readonly string[] = [REALM_IMPORT, OIDC_CLIENT, SAML_CLIENT, KEYCLOAK];
  /** It makes services. */
  override readonly role = "provider";
  /** Before workloads, which may read the administrator's Secret. */
  override readonly priority = 450;

  /** What was made of each Keycloak: an import that comes later is still mounted. */
  readonly #made = new Map<Manifest, { server: Server; service: OwnedService }>();

  /** Converts Keycloaks with their imports. */
  convertAll(manifests: ManifestsByKind, ctx: ConvertContext): ProviderResult {
    const imports = importsByKeycloak(ctx);
    const importsOf = ({ manifest }: Server) => imports(manifest);
    for (const { server, service } of this.#made.values()) {
      Object.assign(service, serviceOf(server, importsOf(server), ctx));
    }

    const keycloaks = (manifests.get(KEYCLOAK) ?? []).filter((keycloak) => runs(keycloak, ctx));
    const names = serviceNames(keycloaks, ctx);
    const servers = keycloaks.map((keycloak, index) => prepareServer(keycloak, names[index], ctx));
    for (const server of servers) addServices(server, ctx);

    const sources = routeSources(ctx);
    const services: ProviderResult["services"] = {};
    const ingressEntries: IngressEntry[] = [];
    for (const server of servers) {
      const service = services[server.service] = serviceOf(server, importsOf(server), ctx);
      this.#made.set(server.manifest, { server, service });
      const route = routeOf(server, sources, ctx);
      if (route) ingressEntries.push(route);
    }
    return { services, ingressEntries };
  }
}

/**
 * A service has its Keycloak's name. Compose makes that a DNS name, so where the name means different things
 * in different namespaces, each gets one that means nothing else.
 */
function serviceNames(keycloaks: readonly Manifest[], ctx: ConvertContext): string[] {
  const namesakes = Map.groupBy(keycloaks, ({ metadata }) => metadata.name);
  const led = new Set(
    [...ctx.services.values()].filter((service) => ctx.services.composeNames(service).length > 0)
      .map(({ metadata }) => metadata.name),
  );
  return keycloaks.map((keycloak) => {
    const { name } = keycloak.metadata;
    const namespace = namespaceOf(keycloak);
    if (namesakes.get(name)!.length > 1 && namespace !== "") {
      return ctx.names.reserve(`${name}-${namespace}`);
    }
    return ctx.names.reserve(led.has(name) ? `${name}-server` : name);
  });
}

/** Whether the user wants the server, and the manifest too. */
function runs(keycloak: Manifest, ctx: ConvertContext): boolean {
  if (isExcluded(keycloak.metadata.name, ctx.config.exclude)) return false;
  const instances = isMapping(keycloak.spec) ? text(keycloak.spec.instances) : "";
  if (instances !== "0") return true;
  ctx.report(keycloak, "spec.instances").warn(
    "no-replicas",
    'has "instances: 0", so it is left out',
  );
  return false;
}
