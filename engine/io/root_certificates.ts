/**
 * The certificates of the public authorities that this machine trusts.
 *
 * @module
 */

import { UserError } from "../core/user_error.ts";
import { permissionFlag } from "./missing_flag.ts";
import { LARGEST, readRegularSync } from "./read_regular.ts";

/** Where systems keep them in one file: Debian, Red Hat, SUSE, Alpine and macOS. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/**
 * The certificates as PEM: of the file that `SSL_CERT_FILE` names, else of the system's bundle, else
 * those that Deno knows.
 *
 * @throws {UserError} where Deno may read none of them.
 *
 * @example
 * ```ts ignore
 * const pem = readRootCertificates();
 * ```
 */
export function readRootCertificates(
  bundles: readonly string[] = [namedBundle(), ...BUNDLES],
): string {
  for (const path of bundles) {
    const text = path === "" ? "" : readText(path);
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  }
  if (!isGranted({ name: "sys" })) {
    throw new UserError(
      `the manifests ask for the certificates of the public authorities, and Deno was not given the permission to read them: add ${
        permissionFlag("read", BUNDLES)
      }`,
    );
  }
  // Imported at the top it would double the time that every start takes.
  const { rootCertificates } = process.getBuiltinModule("node:tls");
  return `${rootCertificates.map((pem) => pem.trim()).join("\n")}\n`;
}

/** Those that Deno knows are good enough where a permission is missing: nobody is asked for one. */
function isGranted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

function namedBundle(): string {
  const variable = "SSL_CERT_FILE";
  return isGranted({ name: "env", variable }) ? Deno.env.get(variable) ?? "" : "";
}

function readText(path: string): string {
  try {
    if (!isGranted({ name: "read", path })) return "";
    return new TextDecoder().decode(readRegularSync(path, LARGEST.certificates));
  } catch {
    return "";
  }
}
