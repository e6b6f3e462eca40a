/** Puts the objects of the project into the API server, and takes away those that an earlier run put there. */

import {
  type Answer,
  Api,
  describe,
  type Json,
  jsonFiles,
  type ObjectId,
  readJson,
} from "./api.ts";

const MANAGER = "fieldManager=dekube&force=true";

/** Where it is noted what was applied, with a hash of each: what nobody changed is left alone. */
const INVENTORY: ObjectId = {
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: "kube-system",
  name: "dekube-applied-objects",
};

/** Kinds that live on: what programs keep in them would be lost. */
const KEPT = new Set(["Namespace"]);

/** Whether an object stands for one run: where it is another, what is known of that run is not of this one. */
function runsOnce({ kind, spec }: Json): boolean {
  return kind === "Job" || kind === "Pod" && (spec?.restartPolicy ?? "Always") !== "Always";
}

/** Applies all objects. Returns what the server refused. */
export async function applyAll(objects: readonly Json[], api: Api): Promise<string[]> {
  const before = await readInventory(api);
  const after = new Map<string, string>();
  const refused: string[] = [];
  const declared = declaredKinds(objects);
  const wanted = new Set(objects.map((object) => keyOf(idOf(object))));
  for (const object of objects) {
    const id = idOf(object);
    const key = keyOf(id);
    const hash = await hashOf(object);
    const path = await api.declaredPath(
      id,
      declared.has(`${id.apiVersion.split("/")[0]} ${id.kind}`) ? 30 : 0,
    );
    if (path === undefined) {
      refused.push(`${key}: the server does not know the kind`);
      continue;
    }
    if (before.get(key) === hash && (await api.ask("GET", path)).status === 200) {
      after.set(key, hash);
      continue;
    }
    if (runsOnce(object)) await remove(path, api);
    const answer = await apply(object, path, api);
    if (answer.status < 300 && answer.status !== 0) after.set(key, hash);
    else refused.push(`${key}: ${describe(answer)}`);
    if (id.kind === "CustomResourceDefinition") api.forget();
  }
  for (const key of [...before.keys()].reverse()) {
    const id = JSON.parse(key) as string[];
    const [apiVersion, kind, namespace, name] = id;
    if (after.has(key) || KEPT.has(kind) || wanted.has(key)) continue;
    const path = await api.path({ apiVersion, kind, namespace, name });
    if (path !== undefined) await remove(path, api);
  }
  await writeInventory(after, api);
  return refused;
}

/** Kinds that definitions among the objects declare, so that the server will know them. */
function declaredKinds(objects: readonly Json[]): Set<string> {
  return new Set(
    objects.flatMap(({ kind, spec }) =>
      kind === "CustomResourceDefinition" ? [`${spec?.group} ${spec?.names?.kind}`] : []
    ),
  );
}

/** Server-side apply; where the server can't merge, or a field may not change, the object is put in place whole. */
async function apply(object: Json, path: string, api: Api): Promise<Answer> {
  const answer = await api.ask(
    "PATCH",
    `${path}?${MANAGER}`,
    object,
    "application/apply-patch+yaml",
  );
  if (answer.status < 300) return answer;
  const collection = path.replace(/\/[^/]*$/, "") + "?fieldManager=dekube&fieldValidation=Ignore";
  const current = await api.ask("GET", path);
  if (current.status === 200) {
    const { resourceVersion } = current.body.metadata;
    const whole = { ...object, metadata: { ...object.metadata, resourceVersion } };
    const put = await api.ask("PUT", `${path}?fieldManager=dekube&fieldValidation=Ignore`, whole);
    if (put.status < 300) return put;
    if (KEPT.has(object.kind)) return put;
    await remove(path, api);
  }
  const made = await api.ask("POST", collection, object);
  return made.status < 300 ? made : { status: made.status, body: made.body };
}

/** Takes an object away, and waits until it is gone. */
async function remove(path: string, api: Api): Promise<void> {
  const options = {
    apiVersion: "v1",
    kind: "DeleteOptions",
    gracePeriodSeconds: 0,
    propagationPolicy: "Background",
  };
  for (let attempt = 0; attempt < 40; attempt++) {
    const { status } = await api.ask("DELETE", path, options);
    if (status === 404) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function readInventory(api: Api): Promise<Map<string, string>> {
  const { status, body } = await api.ask("GET", (await api.path(INVENTORY))!);
  if (status !== 200) return new Map();
  return new Map(Object.entries(JSON.parse(body.data?.objects ?? "{}")));
}

async function writeInventory(applied: ReadonlyMap<string, string>, api: Api): Promise<void> {
  const { apiVersion, kind, namespace, name } = INVENTORY;
  const data = { objects: JSON.stringify(Object.fromEntries(applied)) };
  const object = { apiVersion, kind, metadata: { namespace, name }, data };
  const path = (await api.path(INVENTORY))!;
  const answer = await api.ask(
    "PATCH",
    `${path}?${MANAGER}`,
    object,
    "application/apply-patch+yaml",
  );
  if (answer.status === 0 || answer.status >= 300) throw new Error(describe(answer));
}

function idOf({ apiVersion, kind, metadata }: Json): ObjectId {
  return { apiVersion, kind, namespace: metadata.namespace ?? "", name: metadata.name };
}

function keyOf({ apiVersion, kind, namespace, name }: ObjectId): string {
  return JSON.stringify([apiVersion, kind, namespace, name]);
}

async function hashOf(object: Json): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(object));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 16);
}

if (import.meta.main) {
  const api = await Api.ofProject();
  await api.ready();
  const objects = (await Promise.all((await jsonFiles()).map(readJson))).flat();
  const refused = await applyAll(objects, api);
  console.log(`${objects.length - refused.length} of ${objects.length} objects are there`);
  for (const one of refused) console.error(`refused: ${one}`);
}
