/**
 * `extensions.nginx-provider` in dekube.yaml.
 *
 * @module
 */

import {
  BOOLEAN,
  EMAIL,
  IMAGE,
  type Settings,
  type SettingValues,
  TEXT,
} from "@dekube/engine/pacts";
import { PORT_SETTINGS } from "@dekube/engine/pacts/proxy";

/** What the user may set. */
export const SETTINGS = {
  image: { type: IMAGE, default: "nginx:1-alpine", description: "Image of the service." },
  ...PORT_SETTINGS,
  email: {
    type: EMAIL,
    default: "",
    description: "Address for Let's Encrypt, whose certificates certbot then gets.",
  },
  certbot_image: {
    type: IMAGE,
    default: "certbot/certbot:latest",
    description: "Image of certbot.",
  },
  tls_cert_path: {
    type: TEXT,
    default: "",
    description: "Folder of the host with a certificate: fullchain.pem and privkey.pem.",
  },
  tls_internal: {
    type: BOOLEAN,
    default: true,
    description: "A self-signed certificate where there is no other.",
  },
} satisfies Settings;

/** What the user set, and the defaults. */
export type NginxSettings = SettingValues<typeof SETTINGS>;
