/**
 * Functions that are known, and can't be had.
 *
 * @module
 */

import { refuse } from "../errors.ts";
import { type FunctionTable, variadic } from "../function.ts";

/** Why some can't be called. */
const REASONS: Readonly<Record<string, string>> = {
  "ago date date_in_zone date_modify dateInZone dateModify duration durationRound htmlDate htmlDateInZone must_date_modify mustDateModify mustToDate now toDate unixEpoch":
    "what is generated must not depend on when that is: put the date's text in its place",
  "randInt shuffle": "it makes something up each time, and what is generated must stay the same",
  "genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey buildCustomCert":
    "keys and certificates are not made in templates here: put one that is made into the Secret's data",
  "pkcs12key pkcs12keyPass pkcs12cert pkcs12certPass pemToPkcs12 pemToPkcs12Pass fullPemToPkcs12 fullPemToPkcs12Pass pemTruststoreToPKCS12 pemTruststoreToPKCS12Pass":
    "PKCS #12 is neither read nor written here: put what it gives into the Secret's data",
  "jwkPublicKeyPem jwkPrivateKeyPem pemPrivateKey pemCertificate rsaDecrypt encryptAES decryptAES derivePassword":
    "keys are neither converted nor used here: put what it gives into the Secret's data",
  "semver semverCompare": "versions are not compared here",
};

/** Functions that say why they can't be called; a template may name them where it does not come to that. */
export const UNSUPPORTED: FunctionTable = Object.fromEntries(
  Object.entries(REASONS).flatMap(([names, why]) =>
    names.split(" ").map((name) => [name, variadic([], "any", () => refuse(why))])
  ),
);

/** Functions that not even the operators have. */
export const FORBIDDEN: Readonly<Record<string, string>> = {
  env: "reads the environment, which no operator lets templates do",
  expandenv: "reads the environment, which no operator lets templates do",
  getHostByName: "asks the network, which no operator lets templates do",
  call: "calls a function that is a value, of which there is none",
};
