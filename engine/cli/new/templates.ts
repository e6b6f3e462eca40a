/**
 * What `extension new` and `distribution new` write. A test runs what comes of them.
 *
 * @module
 */

/** Files by their paths. */
export type Files = Readonly<Record<string, string>>;

/** A name, and what is made of it. */
export interface Names {
  /** `acme-widget`. */
  name: string;
  /** `@acme/acme-widget`, as JSR wants it. */
  package: string;
  /** `AcmeWidget`. */
  type: string;
}

const GITIGNORE = `# What runs and builds leave behind; rendered manifests hold Secrets.
out/
dist/
rendered/
coverage/
node_modules/
.env
`;

function denoJson(
  name: string,
  publish: readonly string[],
  tasks: Record<string, string>,
): string {
  return `${
    JSON.stringify(
      {
        name,
        version: "0.1.0",
        license: "MIT",
        exports: "./mod.ts",
        imports: {
          "@std/assert": "jsr:@std/assert@^1.0.19",
        },
        // Nothing else: what lies in out/ and rendered/ is nobody's to see.
        publish: { include: ["deno.json", "mod.ts", "README.md", ...publish] },
        tasks,
        fmt: { lineWidth: 100 },
        // What others load names the engine whole.
        lint: { rules: { exclude: ["no-import-prefix"] } },
      },
      null,
      2,
    )
  }\n`;
}

/** An extension: a provider of a kind, with a setting and a test. */
export function extensionFiles({ name, package: packageName, type }: Names): Files {
  return {
    "deno.json": denoJson(packageName, [], {
      test: "deno test",
      check: "deno fmt --check && deno lint && deno check && deno publish --dry-run --allow-dirty",
    }),
    ".gitignore": GITIGNORE,
    "mod.ts": `/**
 * ${name}: makes a Compose service of each ${type}.
 *
 * @module
 */

import {
  type ConvertContext,
  type ExtensionInfo,
  idOf,
  IMAGE,
  type Manifest,
  mapping,
  Provider,
  type ProviderResult,
  readSettings,
  type Settings,
  text,
  // By its whole name: whoever loads this file from elsewhere does not heed the deno.json beside it.
} from "jsr:@dekube/engine@^1/pacts";

/** What the user may set: \`extensions.${name}\` in dekube.yaml. */
const SETTINGS = {
  image: { type: IMAGE, default: "example/${name}:1", description: "Image of the service." },
} satisfies Settings;

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "${name}",
  settings: SETTINGS,
};

/** Makes a service of each object. */
export class ${type}Provider extends Provider {
  /** The extension's name. */
  override readonly name = "${name}";
  /** The kinds that it claims, with their API group. */
  override readonly kinds: readonly string[] = ["example.com/${type}"];

  /** One service an object, under the object's name. */
  override convert(
    _kind: string,
    objects: readonly Manifest[],
    ctx: ConvertContext,
  ): ProviderResult {
    const { image } = readSettings("${name}", SETTINGS, ctx);
    const services: ProviderResult["services"] = {};
    for (const object of objects) {
      const id = idOf(object);
      const { greeting } = mapping(object.spec);
      if (text(greeting) === "") {
        const reporter = ctx.report(object, "spec.greeting");
        reporter.warn("no-greeting", "it has no greeting, so it says nothing");
      }
      const service = ctx.names.service(id);
      services[service] = { owner: id, image, environment: { GREETING: text(greeting) } };
      // Where Services select it: ctx.workloads.add(object, { labels }, service), with its pods' labels.
    }
    return { services };
  }
}
`,
    "mod_test.ts": `import { testConversion } from "jsr:@dekube/engine@^1/testing";
import { assertEquals } from "@std/assert";
import * as module from "./mod.ts";

function manifest(spec: object) {
  return {
    apiVersion: "example.com/v1",
    kind: "${type}",
    metadata: { name: "hello", namespace: "shop" },
    spec,
  };
}

Deno.test("${type}Provider makes a service of each ${type}", async () => {
  const { project, diagnostics } = await testConversion([module], [
    manifest({ greeting: "hello" }),
  ]);
  assertEquals(project.services.hello.image, "example/${name}:1");
  assertEquals(project.services.hello.environment, { GREETING: "hello" });
  assertEquals(diagnostics, []);
});

Deno.test("${type}Provider says so when there is no greeting", async () => {
  const { diagnostics } = await testConversion([module], [manifest({})]);
  assertEquals(diagnostics.map(({ code }) => code), ["no-greeting"]);
});

Deno.test("${type}Provider takes the image that the user sets", async () => {
  const { project } = await testConversion([module], [
    manifest({ greeting: "hello" }),
  ], { config: { extensions: { "${name}": { image: "mine:2" } } } });
  assertEquals(project.services.hello.image, "mine:2");
});
`,
    "README.md": `# ${name}

An extension of dekube: makes a Compose service of each \`example.com/${type}\`.

    deno run -A jsr:@dekube/helmfile2compose --extension ./mod.ts --from-dir rendered --output-dir out

\`deno task test\` runs its tests. \`deno task check\` says what would keep it from being published, and
lists the files that would be: each that you add to them goes into \`publish.include\` of \`deno.json\`,
and your scope into its \`name\`, before \`deno publish\`.

## Settings

\`extensions.${name}.image\` in dekube.yaml: image of the service (\`example/${name}:1\`).
`,
  };
}

/** A distribution: helmfile2compose with an extension of its own, and a test. */
export function distributionFiles({ name, package: packageName }: Names): Files {
  return {
    "deno.json": denoJson(packageName, ["distribution.json", "extensions/log_limits.ts"], {
      convert: "deno run -A --no-lock mod.ts",
      build: "deno run -A --no-lock jsr:@dekube/engine@^1/build distribution.json",
      test: "deno test -A --no-lock",
      check: "deno fmt --check && deno lint && deno check && deno publish --dry-run --allow-dirty",
    }),
    ".gitignore": GITIGNORE,
    "distribution.json": `${
      JSON.stringify(
        {
          name,
          version: "0.1.0",
          base: "helmfile2compose",
          extensions: ["./extensions/log_limits.ts"],
        },
        null,
        2,
      )
    }\n`,
    "mod.ts": `/**
 * ${name}: helmfile2compose, with extensions of its own.
 *
 * @module
 */

import {
  type BoundConvert,
  defineDistribution,
  type Distribution,
  // By its whole name: whoever loads this file from elsewhere does not heed the deno.json beside it.
} from "jsr:@dekube/engine@^1/cli";
import manifest from "./distribution.json" with { type: "json" };

/** The distribution: its manifest, its extensions, its command. */
const distribution: Distribution = defineDistribution(manifest, import.meta.url);
export default distribution;

/** Converts manifests with this distribution's extensions. */
export const convert: BoundConvert = distribution.convert;

if (import.meta.main) distribution.main();
`,
    "mod_test.ts": `import { assertEquals } from "@std/assert";
import { convert } from "./mod.ts";

const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "shop" },
  spec: { containers: [{ name: "web", image: "nginx:1.27" }] },
};

Deno.test("${name} keeps logs from filling the disk", async () => {
  const { project } = await convert([POD], { name: "shop" });
  assertEquals(project.services.web.image, "nginx:1.27");
  assertEquals(project.services.web.logging, {
    driver: "json-file",
    options: { "max-size": "10m", "max-file": "3" },
  });
});
`,
    "extensions/log_limits.ts": `/**
 * log-limits: keeps the logs of services from filling the disk.
 *
 * @module
 */

import {
  type ComposeService,
  type ExtensionInfo,
  Transform,
  // By its whole name: whoever loads this file from elsewhere does not heed the deno.json beside it.
} from "jsr:@dekube/engine@^1/pacts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "log-limits" };

/** Limits the logs of every service that says nothing of them. */
export class LogLimits extends Transform {
  /** The extension's name. */
  override readonly name = "log-limits";

  /** Thirty megabytes each. */
  override transform(services: Record<string, ComposeService>): void {
    for (const service of Object.values(services)) {
      service.logging ??= { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } };
    }
  }
}
`,
    "README.md": `# ${name}

A distribution of dekube: everything that helmfile2compose does, and an extension of its own.

    deno task convert --from-dir rendered --output-dir out

\`extensions\` in \`distribution.json\` takes names of dekube's catalogue, \`jsr:\` specifiers, \`https:\`
URLs, and paths that begin with \`./\`. \`deno task build\` makes it into one executable and one file.
\`deno task test\` runs its test. \`deno task check\` says what would keep it from being published, and
lists the files that would be: each that you add to them goes into \`publish.include\` of \`deno.json\`,
and your scope into its \`name\`, before \`deno publish\`.
`,
  };
}
