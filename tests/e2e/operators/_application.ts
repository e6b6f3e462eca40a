/**
 * Applications that charts deploy beside a server that an operator would run, all of them real programs.
 *
 * @module
 */

import { fromFileUrl, join } from "@std/path";
import { stringify } from "@std/yaml";
import { type ImageName, ingredientsOf } from "../../../tools/e2e/images/recipes.ts";
import { distribution, run } from "../_command.ts";
import { e2e, setting, tool } from "../_setting.ts";
import { Stack } from "../_stack.ts";

/** The namespace of all that is deployed here. */
export const NAMESPACE = "shop";

/** An application and what it uses, and what must be true of the two. */
export interface Application {
  /** The extension that stands for the operator. */
  operator: string;
  /** The application's name, which is its chart's and its release's. */
  application: string;
  /** What it does with the operator's server. */
  does: string;
  /** A chart that its makers published, by the suite's name of it; one of ours where there is none. */
  published?: string;
  /** Values of the chart. */
  values: Record<string, unknown>;
  /** The operator's resources, and Secrets that they name; a function that makes them where it takes programs. */
  resources:
    | readonly Record<string, unknown>[]
    | (() => Promise<readonly Record<string, unknown>[]>);
  /** secrets.yaml. */
  secrets?: Record<string, unknown>;
  /** Each image of them, and the real one that has the name. */
  images: Record<string, ImageName>;
  /** What else than `docker` and the like is needed. */
  needs?: readonly string[];
  /** dekube.yaml. */
  config?: Record<string, unknown>;
  /** Asks the application, and its server. */
  check: (stack: Stack) => Promise<void>;
}

/** A test that an application works with what comes out. */
export function applicationTest(
  { operator, application, does, published, images, check, needs = [], ...input }: Application,
): void {
  const all = [
    ...["docker", "caddy", "curl", "helm", ...published ? [published] : [], ...needs],
    ...Object.values(images).flatMap(ingredientsOf),
  ];
  e2e(`${operator}: ${application} ${does}`, { needs: [...new Set(all)] }, async () => {
    const start = performance.now();
    const chart = published
      ? tool(published)
      : fromFileUrl(new URL(`charts/${application}`, import.meta.url));
    const rendered = await run(
      tool("helm"),
      ["template", application, chart, "--namespace", NAMESPACE, "--values", "-"],
      { stdin: JSON.stringify(input.values) },
    );
    // A chart leaves the namespace to Helm.
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } };
    const resources = typeof input.resources === "function"
      ? await input.resources()
      : input.resources;
    const name = `${operator}-${application}`;
    if (input.secrets) {
      await Deno.mkdir(join(setting!.dir, name), { recursive: true });
      await Deno.writeTextFile(
        join(setting!.dir, name, "secrets.yaml"),
        stringify({ [operator]: input.secrets }),
      );
    }
    const stack = await Stack.up({
      name,
      manifests: [
        rendered.stdout,
        ...[namespace, ...resources].map((resource) => stringify(resource)),
      ].join("\n---\n"),
      config: input.config,
      images,
      command: (args) => distribution("kubernetes2simple", ["--namespace", NAMESPACE, ...args]),
    });
    try {
      await check(stack);
    } catch (error) {
      const { stdout } = await stack.docker(["logs", "--tail", "40", "--no-color"], {
        anyCode: true,
      });
      console.error(stdout);
      throw error;
    } finally {
      await stack.down({ volumes: true });
    }
    console.log(
      `${operator}, ${application}: ${((performance.now() - start) / 1000).toFixed(1)} s`,
    );
  });
}

/** A resource of the namespace. */
export function resource(
  apiVersion: string,
  kind: string,
  name: string,
  spec: Record<string, unknown>,
  labels?: Record<string, string>,
): Record<string, unknown> {
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: NAMESPACE, ...labels && { labels } },
    spec,
  };
}

/** A Secret of the namespace. */
export function secret(name: string, stringData: Record<string, string>): Record<string, unknown> {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace: NAMESPACE }, stringData };
}

/** Stops a project and starts it again: what it was given must be there still. */
export async function restart(stack: Stack): Promise<void> {
  await stack.down();
  await stack.up();
}
