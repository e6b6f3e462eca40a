/**
 * `extensions.nginx-provider` in dekube.yaml.
 *
 * @module
 */

import { IMAGE, type Settings, type SettingValues, TEXT } from "@dekube/engine/pacts";
import { PROXY_SETTINGS } from "@dekube/engine/pacts/proxy";

/** What the user may set. */
export const SETTINGS = {
  image: { type: IMAGE, default: "nginx:1-alpine", description: "Image of the service." },
  ...PROXY_SETTINGS,
  certbot_image: {
    type: IMAGE,
    default: "certbot/certbot:latest",
    description: "Image of certbot, which gets public certificates.",
  },
  tls_cert_path: {
    type: TEXT,
    default: "",
    description:
      "Folder of the host with a certificate for all hosts that bring none: fullchain.pem and privkey.pem. With it every host is served over HTTPS.",
  },
} satisfies Settings;

/** What the user set, and the defaults. */
export type NginxSettings = SettingValues<typeof SETTINGS>;
