/**
 * `extensions.service-ports` in dekube.yaml.
 *
 * @module
 */

import { type ConvertContext, IMAGE, readSetting, type SettingType } from "@dekube/engine/pacts";

/** Which Services get a forwarder: those that need one, all, none, or those of these names. */
export type Choice = "auto" | "all" | "none" | readonly string[];

/** What the user may set. */
export interface Settings {
  /** Which Services get a forwarder (`services`). */
  services: Choice;
  /** Image of forwarders: anything with socat and a shell (`image`). */
  image: string;
}

const CHOICE: SettingType<Choice> = {
  expected: "auto, all, none, or a list of Services (web, shop/web)",
  is: (value): value is Choice =>
    Array.isArray(value)
      ? value.every((name) => typeof name === "string" && name !== "")
      : ["auto", "all", "none"].includes(value as string),
};

/** The settings, defaults where there are none. */
export function readSettings(
  ctx: Pick<ConvertContext, "extensionConfig" | "diagnostics">,
): Settings {
  return {
    services: readSetting("service-ports", "services", CHOICE, "auto", ctx),
    image: readSetting("service-ports", "image", IMAGE, "alpine/socat:1.8.0.3", ctx),
  };
}
