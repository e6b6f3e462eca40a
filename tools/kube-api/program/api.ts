/** What the programs of kube-api ask the API server, and how. */

/** Where the address, the token and the authority lie. */
const FOLDER = "/etc/kube-api";

/** An object of the API. */
// deno-lint-ignore no-explicit-any
export type Json = any;

/** What an object is told apart by. */
export interface ObjectId {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
}

/** What came back. */
export interface Answer {
  status: number;
  body: Json;
}

/** How the body of a request is meant. */
export type Content =
  | "application/json"
  | "application/apply-patch+yaml"
  | "application/merge-patch+json";

interface Resource {
  kind: string;
  name: string;
  namespaced: boolean;
}

/** A client of the API server. */
export class Api {
  readonly #address: string;
  readonly #token: string;
  readonly #client: Deno.HttpClient | undefined;
  readonly #resources = new Map<string, readonly Resource[]>();

  constructor(address: string, token: string, authority?: string) {
    this.#address = address;
    this.#token = token;
    this.#client = authority === undefined
      ? undefined
      : Deno.createHttpClient({ caCerts: [authority] });
  }

  /** The one of the project. */
  static async ofProject(folder = Deno.env.get("KUBE_API_FOLDER") ?? FOLDER): Promise<Api> {
    const [token, authority] = await Promise.all(
      ["token", "ca.crt"].map((name) => Deno.readTextFile(`${folder}/${name}`)),
    );
    const address = Deno.env.get("KUBE_API_ADDRESS") ?? "https://kubernetes.default.svc";
    return new Api(address, token.trim(), address.startsWith("https:") ? authority : undefined);
  }

  /** Asks once; what can't be reached has the status 0. */
  async ask(
    method: string,
    path: string,
    body?: Json,
    content: Content = "application/json",
  ): Promise<Answer> {
    try {
      const response = await fetch(this.#address + path, {
        method,
        headers: {
          "authorization": `Bearer ${this.#token}`,
          "accept": "application/json",
          ...(body === undefined ? {} : { "content-type": content }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(this.#client ? { client: this.#client } : {}),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      return { status: response.status, body: parsed(text) };
    } catch (error) {
      return { status: 0, body: { message: String(error) } };
    }
  }

  /** Waits until the server answers that it is ready. */
  async ready(seconds = 180): Promise<void> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const { status, body } = await this.ask("GET", "/readyz");
      if (status === 200) return;
      if (Date.now() > end) {
        throw new Error(
          `the API server is not ready after ${seconds} s: ${describe({ status, body })}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Path of an object; `undefined` where the server has no such kind. */
  async path({ apiVersion, kind, namespace, name }: ObjectId): Promise<string | undefined> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resource = (await this.#kinds(root)).find((one) => one.kind === kind);
    if (!resource) return undefined;
    const below = resource.namespaced
      ? `/namespaces/${encodeURIComponent(namespace || "default")}`
      : "";
    return `${root}${below}/${resource.name}/${encodeURIComponent(name)}`;
  }

  /** Path of an object whose kind may be declared only now: that takes the server a moment. */
  async declaredPath(id: ObjectId, seconds = 20): Promise<string | undefined> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const path = await this.path(id);
      if (path !== undefined || Date.now() > end) return path;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  async #kinds(root: string): Promise<readonly Resource[]> {
    const known = this.#resources.get(root);
    if (known) return known;
    const { status, body } = await this.ask("GET", root);
    if (status !== 200) return [];
    const all: Resource[] = (body.resources ?? []).filter(({ name }: Resource) =>
      !name.includes("/")
    );
    this.#resources.set(root, all);
    return all;
  }

  /** Forgets what kinds there are. */
  forget(): void {
    this.#resources.clear();
  }
}

/** Path of an object in a namespace. */
export function pathOf(root: string, namespace: string, resource: string, name: string): string {
  return `${root}/namespaces/${encodeURIComponent(namespace)}/${resource}/${
    encodeURIComponent(name)
  }`;
}

/** An answer, for people. */
export function describe({ status, body }: Answer): string {
  const message = typeof body?.message === "string" ? body.message : JSON.stringify(body);
  return `${status === 0 ? "" : `${status} `}${message}`;
}

/** Where the files of the project lie. */
export function fileOf(name: string): string {
  return `${Deno.env.get("KUBE_API_FOLDER") ?? FOLDER}/${name}`;
}

/** Reads a file of JSON. */
export async function readJson(name: string): Promise<Json> {
  return JSON.parse(await Deno.readTextFile(fileOf(name)));
}

/** Names of all such files, in their order. */
export async function jsonFiles(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(fileOf("")), ({ name }) => name);
  return names.filter((name) => name.endsWith(".json")).sort();
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 500) };
  }
}
