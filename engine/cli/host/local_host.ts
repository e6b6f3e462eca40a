/**
 * Holds extensions in this program.
 *
 * @module
 */

import type { Config, Diagnostics, Manifest } from "../../../pacts/mod.ts";
import { convert } from "../../core/convert.ts";
import type { LoadedExtension } from "../../core/extensions/registry.ts";
import { sealPrototypes } from "../../core/seal_prototypes.ts";
import { OFFERS } from "../../io/distribution/catalogue.ts";
import {
  checkCompatibility,
  warnIgnoredUnknown,
} from "../../core/extensions/check_compatibility.ts";
import {
  describeExtension,
  extensionJson,
  extensionsJson,
  listExtensions,
} from "../list_extensions.ts";
import { type CommandDistribution, infoByName, loadPlanned } from "../load_extensions.ts";
import type {
  ConversionOptions,
  Converted,
  ExtensionHost,
  ListQuery,
  LoadRequest,
} from "./host.ts";

/** Extensions that run in this program, with its permissions. */
export class LocalHost implements ExtensionHost {
  readonly isApart = false;
  readonly #distribution: Pick<CommandDistribution, "load">;
  #extensions: LoadedExtension[] = [];

  constructor(distribution: Pick<CommandDistribution, "load">) {
    this.#distribution = distribution;
  }

  async load({ plan, config, ignored }: LoadRequest, diagnostics: Diagnostics): Promise<void> {
    this.#extensions = await loadPlanned(plan, this.#distribution, diagnostics);
    sealPrototypes();
    checkCompatibility(this.#extensions, ignored, config, OFFERS);
    warnIgnoredUnknown(ignored, this.#extensions, diagnostics);
  }

  async convert(
    manifests: readonly Manifest[],
    config: Config,
    options: ConversionOptions,
    diagnostics: Diagnostics,
  ): Promise<Converted> {
    const conversion = await convert(manifests, config, this.#extensions, {
      ...options,
      offers: OFFERS,
      diagnostics,
    });
    return { ...conversion, files: conversion.files.entries() };
  }

  async list(
    { plan }: LoadRequest,
    { name, asJson }: ListQuery,
    diagnostics: Diagnostics,
  ): Promise<string> {
    const loaded = await loadPlanned(plan, this.#distribution, diagnostics);
    if (name === undefined) return asJson ? extensionsJson(loaded) : listExtensions(loaded);
    const isLoaded = loaded.some(({ extension, info }) => (info?.name ?? extension.name) === name);
    const unloaded = isLoaded ? undefined : await infoByName(name);
    return (asJson ? extensionJson : describeExtension)(name, loaded, unloaded);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
