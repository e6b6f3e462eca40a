/**
 * Settings that every proxy has.
 *
 * @module
 */

import { BOOLEAN, EMAIL, PORT, type Settings } from "../settings.ts";

/** Ports of the host that a proxy publishes, and what the user wants of HTTPS beside `https` in dekube.yaml. */
export const PROXY_SETTINGS = {
  http_port: { type: PORT, default: 80, description: "Port of the host for HTTP." },
  https_port: { type: PORT, default: 443, description: "Port of the host for HTTPS." },
  email: {
    type: EMAIL,
    default: "",
    description:
      "Address that the public certificate authority may write to. With it every host is served over HTTPS, with a public certificate where its name can have one.",
  },
  tls_internal: {
    type: BOOLEAN,
    default: false,
    description:
      "Every host is served over HTTPS, with a certificate of the proxy's own authority.",
  },
} satisfies Settings;
