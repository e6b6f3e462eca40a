/**
 * External Secrets Operator's functions of PEM.
 *
 * @see https://external-secrets.io/latest/guides/templating/#helper-functions
 * @module
 */

import { type Certificate, chainOf, readCertificate } from "../certificate_chain.ts";
import { decodePem, encodePem } from "../../encoding/pem.ts";
import { refuse } from "../errors.ts";
import { fn, type FunctionTable } from "../function.ts";
import { goText } from "../go_text.ts";
import { strings } from "../values.ts";

/** What stands behind the last block of a PEM text. */
function restOf(pem: string): string {
  const end = pem.lastIndexOf("-----END ");
  if (end < 0) return pem;
  const line = pem.indexOf("\n", end);
  return line < 0 ? "" : pem.slice(line + 1);
}

function pemOf({ der }: Certificate): string {
  return encodePem("CERTIFICATE", der);
}

function isRoot({ issuer, subject }: Certificate): boolean {
  return issuer === undefined || issuer === subject;
}

/** Functions of PEM. */
export const CERTIFICATES: FunctionTable = {
  filterPEM: fn(["string", "string"], (_env, type, pem) => {
    const blocks = decodePem(pem).filter(({ label, der }) =>
      der && label.toLowerCase() === type.toLowerCase()
    );
    if (blocks.length === 0 && restOf(pem) !== "") refuse("there is more than PEM");
    return blocks.map(({ label, der }) => encodePem(label, der!)).join("");
  }),
  filterCertChain: fn(["string", "string"], ({ budget }, type, pem) => {
    const certificates = decodePem(pem).map(({ der }) =>
      (der && readCertificate(der)) ?? refuse("a block of PEM is no certificate")
    );
    budget.spend(certificates.length ** 2);
    const chain = chainOf(certificates);
    if (typeof chain === "string") refuse(chain);
    const [leaf, ...others] = chain;
    if (type === "leaf") return isRoot(leaf) ? "" : pemOf(leaf);
    if (type === "root") return isRoot(chain.at(-1)!) ? pemOf(chain.at(-1)!) : "";
    if (type !== "intermediate") return "";
    const root = others.findIndex(isRoot);
    return others.slice(0, root < 0 ? others.length : root).map(pemOf).join("");
  }),
  certSANs: fn(["string"], (_env, pem) => {
    const [block] = decodePem(pem);
    const certificate = block?.der && readCertificate(block.der);
    if (!certificate) return refuse("there is no certificate");
    return strings(certificate.names.map(goText));
  }),
};
