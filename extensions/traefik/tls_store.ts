/**
 * TLSStores: the certificate of what names none.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/tls/tlsstore/
 * @module
 */

import { type Manifest, mapping, namespaceOf, text } from "@dekube/engine/pacts";
import type { TlsTermination } from "@dekube/engine/pacts/ingress";
import type { TraefikObjects } from "./objects.ts";
import { reportUnkept } from "./unkept_fields.ts";

/**
 * How TLS ends for a host that names no certificate: with one that a certificate resolver gets, else with the default
 * one of the TLSStore called `default`.
 */
export function defaultTermination(resolver: string, objects: TraefikObjects): TlsTermination {
  return resolver === "" ? objects.once(readStore) : {};
}

function readStore(objects: TraefikObjects): TlsTermination {
  const stores = objects.of("TLSStore").filter(isDefault);
  // Traefik takes none of several.
  if (stores.length !== 1) return {};
  const [store] = stores;
  const name = text(mapping(mapping(store.spec).defaultCertificate).secretName);
  return name === "" ? {} : { secret: { namespace: namespaceOf(store), name } };
}

function isDefault({ metadata }: Manifest): boolean {
  return metadata.name === "default";
}

/** Says what of TLSStores is not kept. */
export function reportStores(stores: readonly Manifest[], { ctx }: TraefikObjects): void {
  const several = stores.filter(isDefault).length > 1;
  for (const store of stores) {
    const report = ctx.report(store, "spec");
    if (!isDefault(store) || several) {
      report.info(
        "tls-store",
        several && isDefault(store)
          ? "there are several TLSStores of this name, so Traefik heeds none of them"
          : "Traefik heeds the TLSStore called default alone",
      );
      continue;
    }
    reportUnkept(mapping(store.spec), report, {
      certificates:
        "they are not looked through for one with a host's name; name it in the route (tls.secretName)",
      defaultGeneratedCert:
        'the proxy gets public certificates with "https: public" in dekube.yaml',
    });
  }
}
