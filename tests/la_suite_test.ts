import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Ingress, items, text } from "@dekube/engine/pacts";
import { skipReason, WORKLOAD_KINDS } from "@dekube/engine/pacts/kubernetes";
import { workloadOf } from "../pacts/kubernetes/workloads.ts";
import { convertCorpus, type Converted, corpusManifests, needsShared } from "./_corpus.ts";
import { problemsOf } from "../tools/soundness.ts";

/** Kinds that a diagnostic names, or that mean nothing on one host; all others must be in the output. */
const NOT_CONVERTED = ["CronJob", "PodDisruptionBudget", "ServiceAccount", "NetworkPolicy"];
const CONVERTED = [
  ...WORKLOAD_KINDS,
  "ConfigMap",
  "Secret",
  "Service",
  "Ingress",
  "PersistentVolumeClaim",
];

for (const platform of ["meet", "docs"]) {
  Deno.test({
    ...needsShared(`convert() loses nothing of La Suite's ${platform} that no diagnostic names`),
    async fn() {
      const manifests = await corpusManifests(`la-suite/${platform}`);
      const { project, diagnostics } = await convertCorpus(`la-suite/${platform}`);

      for (const { kind } of manifests) {
        assertEquals([...CONVERTED, ...NOT_CONVERTED].includes(kind), true, kind);
      }
      for (const manifest of manifests) {
        const { kind, metadata: { name } } = manifest;
        if (kind === "CronJob") {
          const said = diagnostics.some(({ message }) =>
            message.startsWith(kind) && message.includes(name)
          );
          assertEquals(said, true, `${kind} ${name}`);
        }
        const workload = WORKLOAD_KINDS.includes(kind) && !skipReason(manifest, [])
          ? workloadOf(manifest)
          : undefined;
        if (!workload) continue;
        // docs has a StatefulSet and a Job of one name: then both bear their kind.
        const service = project.services[name]?.labels?.["dekube.io/kind"] === kind
          ? project.services[name]
          : project.services[`${name}-${kind.toLowerCase()}`];
        assertEquals(service?.image, text(items(workload.pod.containers)[0].image), name);
        const gaps = environmentGaps(
          workload.pod.containers,
          service.environment ?? {},
          diagnostics,
        );
        assertEquals(gaps, [], name);
      }
    },
  });

  Deno.test({
    ...needsShared(
      `convert() gives each Ingress of La Suite's ${platform} its route, and guarded ones 403`,
    ),
    async fn() {
      const manifests = await corpusManifests(`la-suite/${platform}`);
      const converted = await convertCorpus(`la-suite/${platform}`);
      const routes = routesOf(converted);

      let guarded = 0;
      for (const ingress of manifests.filter(({ kind }) => kind === "Ingress") as Ingress[]) {
        const isGuarded = Object.keys(ingress.metadata.annotations ?? {}).some((key) =>
          key.endsWith("/auth-url")
        );
        for (const rule of items(ingress.spec?.rules)) {
          for (const path of items(rule.http?.paths)) {
            const answer = routes.find((route) =>
              route.host === rule.host && route.matches(text(path.path))
            );
            const what = `${rule.host}${path.path}`;
            if (isGuarded) {
              guarded++;
              assertStringIncludes(answer?.body ?? "", "403", what);
              assertEquals(answer?.body.includes("reverse_proxy"), false, what);
            } else {
              assertStringIncludes(
                answer?.body ?? "",
                `${text(path.backend?.service?.name)}.`,
                what,
              );
            }
          }
        }
      }
      const errors = converted.diagnostics.filter(({ severity }) => severity === "error");
      assertEquals(guarded, platform === "meet" ? 2 : 1);
      assertEquals(errors.map(({ code }) => code), Array(guarded).fill("access-denied"));
    },
  });
}

for (const [platform, guarded, cronJobs] of [["meet", 2, 2], ["docs", 1, 0]] as const) {
  Deno.test({
    ...needsShared(
      `kubernetes2simple serves La Suite's ${platform} with its guards, and converts its CronJobs`,
    ),
    async fn() {
      const manifests = await corpusManifests(`la-suite/${platform}`);
      const converted = await convertCorpus(`la-suite/${platform}`, "kubernetes2simple");
      const { project, diagnostics, files } = converted;
      const caddyfile = text(files.get("Caddyfile")?.content);

      assertEquals(problemsOf(converted.compose, files), []);
      assertEquals(diagnostics.filter(({ severity }) => severity === "error"), []);
      assertEquals(caddyfile.includes("403"), false);
      const asked = caddyfile.match(/rewrite "\S*media-auth\/"/g) ?? [];
      assertEquals(asked.length, guarded);
      assertEquals(caddyfile.match(/request_header @\w+ Authorization/g)?.length, guarded);
      for (const { metadata: { name } } of manifests.filter(({ kind }) => kind === "CronJob")) {
        assertEquals(project.services[name].profiles, ["cron"], name);
        const [crontab, script] = ["crontab", `cron/${name}.sh`].map((path) =>
          text(files.get(path)?.content)
        );
        assertStringIncludes(crontab + script, `docker compose run --rm -T ${name}`);
      }
      const jobs = Object.values(project.services).filter(({ profiles }) => profiles !== undefined);
      assertEquals(jobs.length, cronJobs);
    },
  });
}

/** Variables that a container declares and its service lacks, save those that a diagnostic names. */
function environmentGaps(
  containers: unknown,
  environment: Record<string, string>,
  diagnostics: Converted["diagnostics"],
): string[] {
  const [main] = containers as { env?: { name: string }[] }[];
  return items(main.env)
    .map(({ name }) => name)
    .filter((name) => !Object.hasOwn(environment, name))
    .filter((name) => !diagnostics.some(({ path }) => path?.includes(`env[${name}]`)));
}

interface Route {
  host: string;
  body: string;
  matches(path: string): boolean;
}

/** The routes of the Caddyfile, in its own order. */
function routesOf({ files }: Converted): Route[] {
  const caddyfile = text(files.get("Caddyfile")?.content);
  const routes: Route[] = [];
  for (const [, host, block] of caddyfile.matchAll(/^https?:\/\/(\S+) \{\n([\s\S]*?)^\}/gm)) {
    const patterns = new Map(
      [...block.matchAll(/(@\w+) path_regexp "(.*)"/g)].map(([, name, pattern]) => [
        name,
        new RegExp(pattern.replaceAll("\\\\", "\\")),
      ]),
    );
    for (const [, name, body] of block.matchAll(/\t\thandle (@\w+ )?\{\n([\s\S]*?)^\t\t\}/gm)) {
      const pattern = name ? patterns.get(name.trim()) : undefined;
      routes.push({ host, body, matches: (path) => pattern?.test(path) ?? true });
    }
  }
  return routes;
}
