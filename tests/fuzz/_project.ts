/**
 * A project in numbered versions: whatever of it lies in the output folder says which version it is of.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { parse } from "@std/yaml";
import { Random } from "./_random.ts";

const COMMAND = fromFileUrl(
  new URL("../../distributions/helmfile2compose/mod.ts", import.meta.url),
);

/** What the user has in the output folder; each of them stays, under its own name or another. */
export const OWN: Readonly<Record<string, string>> = {
  "notes.txt": "my notes",
  "data/db": "my data",
  "secrets/mine": "my secret",
  ".git/config": "my repository",
  "compose.override.yml": "services: {}\n",
};

/** Manifests of a version: what they mount differs from version to version, as their contents do. */
export function manifests(version: number): Record<string, string> {
  const random = new Random(version);
  const names = ["one", "two", "three", "four", "five", "six"].filter(() => random.chance(0.8));
  const volumes = names.map((name) => ({ name, configMap: { name } }));
  const volumeMounts = names.flatMap((name) => [
    { name, mountPath: `/etc/${name}` },
    ...random.chance(0.5) ? [{ name, mountPath: `/${name}`, subPath: "a.ini" }] : [],
  ]);
  const secret = { name: "closed", secret: { secretName: "closed", defaultMode: 0o400 } };
  const documents = [
    ...names.map((name) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "shop" },
      data: Object.fromEntries(
        ["a.ini", "b.ini", "README", "readme"].slice(0, 2 + random.below(3))
          .map((key) => [key, `${key} version=${version}.\n${"x".repeat(random.below(5000))}`]),
      ),
    })),
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "closed", namespace: "shop" },
      stringData: { key: `key version=${version}.` },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "shop" },
      spec: {
        template: {
          metadata: { labels: { app: "web" } },
          spec: {
            securityContext: { runAsUser: 0 },
            containers: [{
              name: "web",
              image: "example/web:1",
              env: [{ name: "VERSION", value: `version=${version}.` }],
              volumeMounts: [...volumeMounts, { name: "closed", mountPath: "/closed" }],
            }],
            volumes: [...volumes, secret],
          },
        },
      },
    },
  ];
  return { "all.json": JSON.stringify({ kind: "List", apiVersion: "v1", items: documents }) };
}

/** A folder to convert in. */
export class Place implements AsyncDisposable {
  private constructor(readonly dir: string, readonly out: string) {}

  /** With the user's own files in the output folder, unless it is to be a first run into nothing. */
  static async make({ withOwn }: { withOwn: boolean }): Promise<Place> {
    const dir = await Deno.realPath(await Deno.makeTempDir());
    const place = new Place(dir, join(dir, "out"));
    if (withOwn) await write(place.out, OWN);
    return place;
  }

  /** Has the output folder hold nothing but the user's own files. */
  async reset(): Promise<void> {
    await Deno.remove(this.out, { recursive: true });
    await write(this.out, OWN);
  }

  /** All that lies in the output folder, with the modes. */
  contents(): Record<string, string> {
    return Object.fromEntries(contentsBelow(this.out, "."));
  }

  /** Starts a conversion of a version, by a program that runs others where one is named. */
  async start(version: number, by: readonly string[] = []): Promise<Deno.ChildProcess> {
    await write(join(this.dir, `in-${version}`), manifests(version));
    const [program, ...args] = [...by, Deno.execPath()];
    return new Deno.Command(program, {
      args: [
        ...args,
        ...["run", "-A", "--quiet", COMMAND],
        ...["--from-dir", join(this.dir, `in-${version}`), "--output-dir", this.out],
      ],
      env: { NO_COLOR: "1" },
      stdout: "null",
      stderr: "piped",
    }).spawn();
  }

  /** Converts a version, and has to succeed. */
  async convert(version: number): Promise<void> {
    const { code, stderr } = await (await this.start(version)).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
  }

  /**
   * Checks that compose.yml names what is there, all of it of its own version, and that the user's files are. Returns the
   * version, nothing where there is no compose.yml.
   */
  check({ withOwn }: { withOwn: boolean }): number | undefined {
    if (withOwn) {
      for (const [path, text] of Object.entries(OWN)) {
        assertEquals(Deno.readTextFileSync(join(this.out, path)), text, path);
      }
    }
    let text: string;
    try {
      text = Deno.readTextFileSync(join(this.out, "compose.yml"));
    } catch {
      return undefined;
    }
    // deno-lint-ignore no-explicit-any -- as generated above
    const { services } = parse(text) as any;
    const version = services.web.environment.VERSION;
    for (const service of Object.values(services) as { volumes?: string[] }[]) {
      for (const volume of service.volumes ?? []) {
        const [source] = volume.split(":");
        if (!/^\.\/(configmaps|secrets)/.test(source)) continue;
        const texts = textsBelow(join(this.out, source));
        assert(texts.length > 0, `${volume} has nothing in it`);
        for (const text of texts) {
          assert(text.includes(version), `${volume} of ${version} holds ${text.slice(0, 40)}`);
        }
      }
    }
    return Number(/\d+/.exec(version));
  }

  /** Names in dekube's own folder. */
  state(): string[] {
    try {
      return [...Deno.readDirSync(join(this.out, ".dekube"))].map(({ name }) => name).sort();
    } catch {
      return [];
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.dir, { recursive: true });
  }
}

/** Ends a process, if it has not ended by itself. */
export function tryKill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Writes files below a folder. */
export async function write(dir: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(dir, path)), { recursive: true });
    await Deno.writeTextFile(join(dir, path), text);
  }
}

function* contentsBelow(dir: string, at: string): Generator<[string, string]> {
  for (const { name, isDirectory } of Deno.readDirSync(dir)) {
    const path = join(dir, name);
    const mode = (Deno.lstatSync(path).mode! & 0o7777).toString(8);
    yield [`${at}/${name}`, isDirectory ? mode : `${mode} ${Deno.readTextFileSync(path)}`];
    if (isDirectory) yield* contentsBelow(path, `${at}/${name}`);
  }
}

function textsBelow(path: string): string[] {
  if (!Deno.lstatSync(path).isDirectory) return [Deno.readTextFileSync(path)];
  return [...Deno.readDirSync(path)].flatMap(({ name }) => textsBelow(join(path, name)));
}
