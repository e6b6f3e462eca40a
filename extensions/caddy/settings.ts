/**
 * `extensions.caddy` in dekube.yaml.
 *
 * @module
 */

import { BOOLEAN, EMAIL, IMAGE, type Settings, type SettingValues } from "@dekube/engine/pacts";
import { PORT_SETTINGS } from "@dekube/engine/pacts/proxy";

/** What the user may set. */
export const SETTINGS = {
  image: { type: IMAGE, default: "caddy:2-alpine", description: "Image of the service." },
  ...PORT_SETTINGS,
  email: {
    type: EMAIL,
    default: "",
    description: "Address that the certificate authority may write to.",
  },
  tls_internal: {
    type: BOOLEAN,
    default: false,
    description: "Certificates from Caddy's own authority, in place of public ones.",
  },
} satisfies Settings;

/** What the user set, and the defaults. */
export type CaddySettings = SettingValues<typeof SETTINGS>;
