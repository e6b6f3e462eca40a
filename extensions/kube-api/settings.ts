/**
 * What a user may set.
 *
 * @module
 */

import {
  BOOLEAN,
  type ConvertContext,
  IMAGE,
  oneOf,
  readSettings,
  type Settings,
  type SettingValues,
} from "@dekube/engine/pacts";

/** The settings. */
export const SETTINGS = {
  mode: {
    type: oneOf("off", "auto", "on"),
    default: "off",
    description:
      "Whether there is a Kubernetes API: `on`, `off`, or `auto`, where something needs it; `enabled: true` alone is `on`.",
  },
  server_image: {
    type: IMAGE,
    default: "registry.k8s.io/kube-apiserver:v1.35.1",
    description: "Image of the API server.",
  },
  controllers_image: {
    type: IMAGE,
    default: "registry.k8s.io/kube-controller-manager:v1.35.1",
    description: "Image of the controllers, of the API server's version.",
  },
  store_image: {
    type: IMAGE,
    default: "rancher/kine:v0.17.5",
    description: "Image of kine, which keeps the objects.",
  },
  program_image: {
    type: IMAGE,
    default: "denoland/deno:2.9.6",
    description: "Image that runs the programs which apply the objects and write their status.",
  },
  docker_socket: {
    type: BOOLEAN,
    default: false,
    description:
      "Whether the status is Docker's, by /var/run/docker.sock, which gives its reader the machine.",
  },
} satisfies Settings;

/** What the user set. */
export type ServerSettings = SettingValues<typeof SETTINGS>;

/** Reads the settings. Who turns the extension on by its name wants it on. */
export function serverSettings(
  ctx: Pick<ConvertContext, "extensionConfig" | "report">,
): ServerSettings {
  const settings = readSettings("kube-api", SETTINGS, ctx);
  const { enabled, mode } = ctx.extensionConfig;
  return enabled === true && (mode === undefined || mode === null)
    ? { ...settings, mode: "on" }
    : settings;
}
