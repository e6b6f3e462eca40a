/**
 * Asks a registry for the digest of an image.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 * @see https://distribution.github.io/distribution/spec/auth/token/
 * @module
 */

import { mapping, text } from "../../../pacts/mod.ts";
import { type ImageReference, placeOf } from "../../core/settings/image_reference.ts";
import { reasonOf } from "../errors.ts";
import { RUN_FORM } from "../modules/run_form.ts";
import type { Credentials, FindCredentials } from "./credentials.ts";

/** Indexes of several systems first: a digest is to mean the same on all of them. */
const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** How a registry is asked. */
export interface AskOptions {
  credentials: FindCredentials;
  /** How long an answer may take. */
  patienceMs?: number;
}

/** A registry gives no digest; the message says why. */
export class NoDigestError extends Error {}

/**
 * The digest that an image's tag has now.
 *
 * @throws {NoDigestError} where the registry does not answer, or not with one.
 */
export async function digestOf(
  image: ImageReference,
  { credentials, patienceMs = 15_000 }: AskOptions,
): Promise<string> {
  const { registry, path } = placeOf(image);
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const scheme = isLoopback(host) ? "http" : "https";
  const url = `${scheme}://${host}/v2/${path}/manifests/${image.tag || "latest"}`;
  if (!URL.canParse(url)) throw new NoDigestError(`${host} is no address of a registry`);
  const ask = async (authorization?: string): Promise<Response> => {
    const response = await request(url, patienceMs, {
      method: "HEAD",
      headers: { accept: MANIFESTS, ...authorization ? { authorization } : {} },
    });
    await response.body?.cancel();
    return response;
  };
  let response = await ask();
  if (response.status === 401) {
    const challenge = (response.headers.get("www-authenticate") ?? "").slice(0, LONGEST_CHALLENGE);
    const known = await credentials(registry);
    response = await ask(await authorize(challenge, { host, path, known, patienceMs }));
  }
  if (!response.ok) throw new NoDigestError(whyNot(response.status, host));
  const digest = response.headers.get("docker-content-digest") ?? "";
  if (!DIGEST.test(digest)) throw new NoDigestError(`${host} answers without a digest`);
  return digest;
}

function whyNot(status: number, host: string): string {
  if (status === 404) return `${host} has no such image`;
  if (status === 429) return `${host} has been asked too often; try again later`;
  if (status === 401 || status === 403) {
    return `${host} does not give it to you: docker login ${
      host === "registry-1.docker.io" ? "" : host
    }`
      .trimEnd();
  }
  return `${host} answers with status ${status}`;
}

/** What a challenge is answered with. */
async function authorize(
  challenge: string,
  { host, path, known, patienceMs }: {
    host: string;
    path: string;
    known?: Credentials;
    patienceMs: number;
  },
): Promise<string | undefined> {
  const [, kind = "", rest = ""] = /^\s*(\w+)\s+(.*)$/.exec(challenge) ?? [];
  if (kind.toLowerCase() === "basic") return known && basic(known);
  if (kind.toLowerCase() !== "bearer") return undefined;
  const fields = Object.fromEntries(
    [...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  if (!URL.canParse(fields.realm ?? "")) {
    throw new NoDigestError(`${host} does not say where to log in`);
  }
  const realm = new URL(fields.realm);
  // Passwords do not go over the network in the open.
  if (realm.protocol !== "https:" && !(isLoopback(host) && isLoopback(realm.host))) {
    throw new NoDigestError(`${host} wants a login without TLS, at ${realm.host}`);
  }
  if (fields.service) realm.searchParams.set("service", fields.service);
  realm.searchParams.set("scope", fields.scope || `repository:${path}:pull`);
  const response = await request(realm, patienceMs, {
    headers: known ? { authorization: basic(known) } : {},
  });
  const answer = response.ok ? mapping(await readJson(response)) : {};
  if (!response.ok) await response.body?.cancel();
  const token = text(answer.token) || text(answer.access_token);
  if (token === "") throw new NoDigestError(`${realm.host} gives no token (${response.status})`);
  return `Bearer ${token}`;
}

/** Characters of a challenge, and bytes of what comes with a token: both have far fewer. */
const LONGEST_CHALLENGE = 4096;
const LARGEST_TOKEN = 2 ** 20;

/** What an answer says; nothing where it is no JSON, or too much. */
async function readJson(response: Response): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    for await (const bytes of response.body ?? []) {
      size += bytes.length;
      // Leaving the loop ends the answer.
      if (size > LARGEST_TOKEN) return {};
      text += decoder.decode(bytes, { stream: true });
    }
    return JSON.parse(text + decoder.decode());
  } catch {
    return {};
  }
}

function basic({ username, password }: Credentials): string {
  return `Basic ${new TextEncoder().encode(`${username}:${password}`).toBase64()}`;
}

async function request(
  url: string | URL,
  patienceMs: number,
  init: RequestInit,
): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(patienceMs) });
  } catch (error) {
    const { host } = new URL(url);
    if (error instanceof Deno.errors.NotCapable) {
      throw new NoDigestError(
        RUN_FORM === "executable"
          ? "an executable may not use the network. Use deno run, as docs/permissions.md says"
          : reasonOf(error),
      );
    }
    const isLate = error instanceof DOMException && error.name === "TimeoutError";
    throw new NoDigestError(
      isLate ? `${host} does not answer in ${patienceMs / 1000} s` : `${host} can't be reached`,
      { cause: error },
    );
  }
}

/** Docker too takes a registry of this machine without TLS. */
function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);
}
