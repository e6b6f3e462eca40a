/**
 * The API's own address, as programs that speak HTTP know it.
 *
 * @module
 */

import { items, text } from "@dekube/engine/pacts";
import type { Container } from "@dekube/engine/pacts/kubernetes";

/** The first address of the range that kubeadm gives Services, and of others' where nothing else can be meant. */
const FIRST_ADDRESS = String
  .raw`(?<![\w.-])10\.96\.0\.1(?![\w/-]|\.\w)|\bhttps:\/\/(?:10\.43\.0\.1|10\.100\.0\.1|10\.152\.183\.1|10\.233\.0\.1|172\.20\.0\.1|172\.30\.0\.1)(?![\w-]|\.\w)`;

/** The API's address in a command. */
const IN_COMMAND = new RegExp(
  String.raw`\bkubernetes\.default\b|KUBERNETES_SERVICE_HOST|KUBERNETES_PORT_443|${FIRST_ADDRESS}`,
);

/** What Kubernetes puts into a value. */
const IN_VALUE = new RegExp(
  String
    .raw`\$\(KUBERNETES_(?:SERVICE_HOST|PORT|PORT_443_TCP(?:_ADDR)?)\)|${FIRST_ADDRESS}`,
);

/** Lists of whom nobody is asked for by a proxy. */
const NO_PROXY = /no_?proxy/i;

/** Whether a command names the API. */
export function namesApi(command: string): boolean {
  return IN_COMMAND.test(command);
}

/** Whether a text may have the API's address in it. */
export function mayNameApi(text: string): boolean {
  return /kubernetes/i.test(text) || IN_VALUE.test(text);
}

/** The variables of a container that are told the API's address, or hold it. */
export function apiVariables({ env }: Container): string[] {
  const own = new Set(items(env).map(({ name }) => text(name)));
  // Who says itself where the API is has one elsewhere.
  if (own.has("KUBERNETES_SERVICE_HOST")) return [];
  return items(env)
    .filter(({ name, value }) => IN_VALUE.test(text(value)) && !NO_PROXY.test(text(name)))
    .map(({ name }) => text(name));
}
