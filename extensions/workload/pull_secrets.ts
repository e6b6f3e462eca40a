/**
 * Registries that give their images to those alone who log in.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/
 * @module
 */

import { type ConvertContext, list, mapping, secretValue, text } from "@dekube/engine/pacts";
import { allContainers, type Workload } from "@dekube/engine/pacts/kubernetes";

const DOCKER_HUB = "docker.io";

/** Says once for each registry that Docker must be logged in there: `imagePullSecrets` are the cluster's. */
export function sayPullSecrets(workload: Workload, ctx: ConvertContext): void {
  const names = pullSecrets(workload, ctx);
  if (names.length === 0) return;
  const known = registriesIn(names, workload, ctx);
  const registries = new Set(
    allContainers(workload).map(({ image }) => registryOf(text(image))).filter(Boolean),
  );
  for (const registry of registries) {
    if (known && !known.has(registry)) continue;
    ctx.report().info(
      "private-registry",
      `images of ${registry} may need credentials (imagePullSecrets). Before the first start: docker login${
        registry === DOCKER_HUB ? "" : ` ${registry}`
      }`,
    );
  }
}

/** Names of the Secrets of the pod and of the account that it runs as. */
function pullSecrets({ id, pod }: Workload, ctx: ConvertContext): string[] {
  const account = text(pod.serviceAccountName) || "default";
  const ofAccount = ctx.manifests.get("ServiceAccount", id.namespace, account)?.imagePullSecrets;
  return [...list(pod.imagePullSecrets), ...list(ofAccount)]
    .map((reference) => text(mapping(reference).name))
    .filter((name) => name !== "");
}

/** Registries that the Secrets have credentials for, `undefined` where one of them is not there to be read. */
function registriesIn(
  names: readonly string[],
  { id }: Workload,
  ctx: ConvertContext,
): Set<string> | undefined {
  const registries = new Set<string>();
  for (const name of names) {
    const secret = ctx.secrets.get(id.namespace, name);
    const config = secret && readConfig(secretValue(secret, ".dockerconfigjson"));
    if (!config) return undefined;
    for (const server of Object.keys(mapping(config.auths))) {
      registries.add(registryOfServer(server));
    }
  }
  return registries;
}

function readConfig(json: string | undefined): Record<string, unknown> | undefined {
  try {
    return mapping(JSON.parse(json ?? ""));
  } catch {
    return undefined;
  }
}

/** The part before the first `/` where it is a host, as Docker reads it. */
function registryOf(image: string): string {
  if (image === "") return "";
  const [host, ...path] = image.split("/");
  const isHost = path.length > 0 && (/[.:]/.test(host) || host === "localhost");
  return isHost ? registryOfServer(host) : DOCKER_HUB;
}

/** `https://index.docker.io/v1/` is how Docker Hub is written among credentials. */
function registryOfServer(server: string): string {
  const host = server.replace(/^https?:\/\//, "").split("/", 1)[0];
  return /^(?:(?:index|registry-1|www)\.)?docker\.(?:io|com)$/.test(host) ? DOCKER_HUB : host;
}
