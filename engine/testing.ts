/**
 * What tests of an extension need: the engine itself, without a disk.
 *
 * `testConversion()` runs a whole conversion with the extensions that it is given. `testContext()` is the context that
 * such a conversion would hand out, for tests of an extension's parts.
 *
 * ```ts
 * import { Transform } from "@dekube/engine/pacts";
 * import { said, testContext, testConversion, written } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * class Restart extends Transform {
 *   readonly name = "restart";
 *   transform(services: Record<string, { restart?: string }>): void {
 *     for (const service of Object.values(services)) service.restart = "unless-stopped";
 *   }
 * }
 * const widgets = {
 *   name: "widgets",
 *   role: "provider",
 *   kinds: ["example.com/Widget"],
 *   convert: () => ({ services: { web: { owner: { kind: "Widget", namespace: "", name: "web" } } } }),
 * };
 * const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "web" } };
 * const { project } = await testConversion([widgets, new Restart()], [widget]);
 * assertEquals(project.services.web.restart, "unless-stopped");
 *
 * const ctx = testContext([widget]);
 * ctx.files.write("widgets/web.json", "{}");
 * ctx.report(widget, "spec.size").warn("no-size", "the Widget has no size");
 * assertEquals(written(ctx), { "widgets/web.json": "644 {}" });
 * assertEquals(said(ctx), ["no-size spec.size"]);
 * ```
 *
 * @module
 */

import {
  type Config,
  type ConvertContext,
  Diagnostics,
  type ExtensionConfig,
  type Manifest,
  type Mapping,
  type OutputFiles,
  type PreviousFiles,
} from "../pacts/mod.ts";
import { defaultConfig } from "../pacts/config.ts";
import { WORKLOAD_KINDS } from "../pacts/kubernetes/mod.ts";
import { createContext } from "./core/context.ts";
import { SuppliedValues } from "./core/secrets/supplied_values.ts";
import {
  type Conversion,
  convert,
  type ExtensionSource,
  loadedExtensions,
} from "./core/convert.ts";

export type { Conversion };

/** What else a conversion would know. */
export interface TestOptions {
  /** dekube.yaml; what is left out has its default, but for the project's name, `demo`. */
  config?: Partial<Config>;
  /** What an earlier run wrote: the `files` of a conversion or a context. */
  previous?: Pick<OutputFiles, "get">;
  /** Whether there was no dekube.yaml yet. */
  firstRun?: boolean;
  /** Certificates of the public authorities, as PEM. */
  rootCertificates?: string;
  /** What secrets.yaml holds: values by the names of the extensions that they are for. */
  supplied?: Mapping;
  /** Whether the conversion is to say what became of each field. */
  account?: boolean;
}

/** What else a context would know. */
export interface TestContextOptions extends TestOptions {
  /** The extension's own settings (`extensions.<name>`). */
  settings?: ExtensionConfig;
  /** Kinds that other extensions convert, for instance `["cert-manager.io/Certificate"]`. */
  claimedKinds?: readonly string[];
}

/** A context, with what has been said. */
export interface TestContext extends ConvertContext {
  /** What has been said. */
  diagnostics: Diagnostics;
}

/** Kinds that the indexers make known. */
const INDEXED = ["ConfigMap", "Secret", "Service", "PersistentVolumeClaim", "PersistentVolume"];

/** An extension of nobody's, whose settings a test sets. */
const TESTED = "tested";

/**
 * The context of a conversion in which ConfigMaps, Secrets, Services, claims and workloads are converted. It is the
 * engine's own.
 *
 * @example
 * ```ts
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = { kind: "Secret", metadata: { name: "db", namespace: "shop" } };
 * const ctx = testContext([secret], { settings: { image: "example/db" } });
 * assertEquals(ctx.secrets.get("shop", "db"), secret);
 * assertEquals(ctx.extensionConfig.image, "example/db");
 * ```
 */
export function testContext(
  manifests: readonly Manifest[],
  options: TestContextOptions = {},
): TestContext {
  const { config, settings = {}, claimedKinds = [], firstRun = false } = options;
  const { rootCertificates = "", supplied } = options;
  const diagnostics = new Diagnostics();
  const ctx = createContext({
    manifests,
    config: {
      ...defaultConfig(),
      name: "demo",
      ...config,
      extensions: { ...config?.extensions, [TESTED]: settings },
    },
    claimedKinds: new Set([...INDEXED, ...WORKLOAD_KINDS, ...claimedKinds]),
    diagnostics,
    previous: previousFiles(options),
    supplied: new SuppliedValues(supplied),
    firstRun,
    rootCertificates: () => rootCertificates,
  });
  return { ...ctx.forExtension(TESTED), diagnostics };
}

/**
 * A whole conversion with the extensions that are given, and with ConfigMaps, Secrets, Services and claims known. The
 * extensions are instances, classes' modules, or plain objects.
 *
 * @example
 * ```ts
 * import { testConversion } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const { diagnostics } = await testConversion([], [{
 *   apiVersion: "example.com/v1",
 *   kind: "Widget",
 *   metadata: { name: "web" },
 * }]);
 * assertEquals(diagnostics.map(({ code }) => code), ["unknown-kind"]);
 * ```
 */
export function testConversion(
  extensions: readonly ExtensionSource[],
  manifests: readonly (Manifest | object)[],
  options: TestOptions = {},
): Promise<Conversion> {
  const { config, firstRun, rootCertificates = "", supplied, account = false } = options;
  const claimed = new Set(
    loadedExtensions(extensions).flatMap(({ extension }) =>
      "kinds" in extension ? extension.kinds : []
    ),
  );
  const kinds = INDEXED.filter((kind) => !claimed.has(kind));
  const indexers = { name: "indexers", role: "indexer", kinds, convert: () => ({}) };
  return convert(manifests, { name: "demo", ...config }, [indexers, ...extensions], {
    previous: previousFiles(options),
    firstRun,
    rootCertificates: () => rootCertificates,
    ...(supplied ? { supplied } : {}),
    account,
  });
}

function previousFiles({ previous }: TestOptions): PreviousFiles {
  return {
    read(path) {
      const content = previous?.get(path)?.content;
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
  };
}

/**
 * What a conversion had to say, each diagnostic as `code path`.
 *
 * @example
 * ```ts
 * import { said, testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ctx = testContext([]);
 * ctx.report().info("one-replica", "3 replicas become one container");
 * assertEquals(said(ctx), ["one-replica"]);
 * ```
 */
export function said(ctx: Pick<TestContext | Conversion, "diagnostics">): string[] {
  return [...ctx.diagnostics].map(({ code, path }) =>
    path === undefined ? code : `${code} ${path}`
  );
}

/**
 * What a conversion wrote, by path, as `mode content`.
 *
 * @example
 * ```ts
 * import { testContext, written } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ctx = testContext([]);
 * ctx.files.write("secrets/db/password", "pass", { mode: 0o600 });
 * assertEquals(written(ctx), { "secrets/db/password": "644 pass" });
 * ```
 */
export function written(ctx: Pick<ConvertContext, "files">): Record<string, string> {
  return Object.fromEntries(
    [...ctx.files.entries()].map(([path, { content, mode }]) => [
      path,
      `${mode.toString(8)} ${typeof content === "string" ? content : `[${content.join(" ")}]`}`,
    ]),
  );
}

/**
 * What a conversion wrote to a file, as text. Files lie at their own paths here, without the hash of their content.
 *
 * @throws {Error} where there is no such file.
 *
 * @example
 * ```ts
 * import { fileOf, testConversion } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * class Notes {
 *   name = "notes";
 *   kinds = ["Note"];
 *   convertAll(_: unknown, ctx: { files: { write(path: string, text: string): void } }) {
 *     ctx.files.write("configmaps/note/text", "hello");
 *     return {};
 *   }
 * }
 * const note = { kind: "Note", metadata: { name: "note" } };
 * assertEquals(fileOf(await testConversion([{ Notes }], [note]), "configmaps/note/text"), "hello");
 * ```
 */
export function fileOf({ files }: Pick<Conversion, "files">, path: string): string {
  for (const [found, { content }] of files.entries()) {
    if (found.replace(/@[0-9a-f]+/g, "") !== path) continue;
    return typeof content === "string" ? content : new TextDecoder().decode(content);
  }
  throw new Error(`there is no ${path}`);
}

/**
 * The names by which containers of a namespace find a Compose service: those of its Services, and of its pods below them.
 *
 * @example
 * ```ts
 * import { namesOf } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const aliases = ["db.shop.svc.cluster.local", "db.shop", "db", "db-ro.shop.svc.cluster.local"];
 * const services = { db: { networks: { default: { aliases } } } };
 * assertEquals(namesOf({ project: { name: "x", services } }, "db", "shop"), ["db", "db-ro"]);
 * ```
 */
export function namesOf(
  { project }: Pick<Conversion, "project">,
  service: string,
  namespace: string,
): string[] {
  const { networks } = project.services[service] as {
    networks?: { default?: { aliases?: string[] } };
  };
  const full = `.${namespace}.svc.cluster.local`;
  return (networks?.default?.aliases ?? []).filter((alias) => alias.endsWith(full))
    .map((alias) => alias.slice(0, -full.length)).toSorted();
}
