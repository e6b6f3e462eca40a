/**
 * `extensions.service-ports` in dekube.yaml.
 *
 * @module
 */

import { IMAGE, type Settings, type SettingType } from "@dekube/engine/pacts";

/** Which Services get a forwarder: those that need one, all, none, or those of these names. */
export type Choice = "auto" | "all" | "none" | readonly string[];

const CHOICE: SettingType<Choice> = {
  expected: "auto, all, none, or a list of Services (web, shop/web)",
  is: (value): value is Choice =>
    Array.isArray(value)
      ? value.every((name) => typeof name === "string" && name !== "")
      : ["auto", "all", "none"].includes(value as string),
  schema: {
    anyOf: [
      { enum: ["auto", "all", "none"] },
      { type: "array", items: { type: "string", minLength: 1 } },
    ],
  },
};

/** What the user may set. */
export const SETTINGS = {
  services: { type: CHOICE, default: "auto", description: "Services that get a forwarder." },
  image: {
    type: IMAGE,
    default: "alpine/socat:1.8.0.3",
    description: "Image of forwarders: anything with socat and a shell.",
  },
} satisfies Settings;
