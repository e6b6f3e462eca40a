/**
 * dekube as a library: turns Kubernetes manifests into a Compose project without touching a
 * disk.
 *
 * The engine has no opinions: what comes out is what the extensions make of the manifests.
 * `jsr:@dekube/helmfile2compose` is the engine with the usual ones.
 *
 * ```ts
 * import { convert, parseManifests, renderCompose } from "@dekube/engine";
 * import { Diagnostics } from "@dekube/engine/pacts";
 *
 * const text = "kind: Widget\nmetadata: { name: one }";
 * const manifests = parseManifests([{ file: "widget.yaml", text }], new Diagnostics());
 * const { project, diagnostics } = await convert(manifests, { name: "demo" });
 * console.log(renderCompose(project), diagnostics.map(({ message }) => message));
 * ```
 *
 * @module
 */

export { parseConfig } from "./engine/core/settings/config.ts";
export type {
  Account,
  FieldAccount,
  FieldVerdict,
  ObjectAccount,
  Verdict,
} from "./engine/core/account/verdict.ts";
export {
  type Conversion,
  type ConversionDetails,
  convert,
  type ConvertOptions,
  type EntryPoint,
  type ExtensionSource,
  type InnerPort,
} from "./engine/core/convert.ts";
export type { DetailedManifest, DetailedRoute } from "./engine/core/details.ts";
export { type ManifestFile, parseManifests } from "./engine/core/manifests/parse.ts";
export type { Offer } from "./engine/core/extensions/offers.ts";
export type { LoadedExtension } from "./engine/core/extensions/registry.ts";
export { renderCompose } from "./engine/core/output/render.ts";
export { renderConfig } from "./engine/core/settings/first_run.ts";
export { renderEnvFile } from "./engine/core/secrets/env_file.ts";
export { UserError, type UserErrorOptions } from "./engine/core/user_error.ts";
export type {
  ComposeProject,
  ComposeService,
  Config,
  Diagnostic,
  Manifest,
  OutputFile,
  OutputFiles,
} from "./pacts/mod.ts";
export { Diagnostics } from "./pacts/mod.ts";
