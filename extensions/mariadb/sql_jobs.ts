/**
 * The Jobs and CronJobs of SqlJobs.
 *
 * @module
 */

import {
  append,
  type ConfigMap,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  objectBeside,
  picked,
  text,
} from "@dekube/engine/pacts";
import { configMapValue } from "@dekube/engine/pacts/kubernetes";
import type { Tls } from "./certificates.ts";
import { clientContainer, clientVolumes, FILES, IDENTITY } from "./client.ts";
import type { Reading } from "./declared.ts";
import { kindsOf } from "./kinds.ts";
import { secretKeyOf } from "./secrets.ts";
import { metadataOf, type Server } from "./server.ts";
import { Variables } from "./variables.ts";

/** Runs the file; the client ends at the first error. */
const SCRIPT =
  `exec "$(command -v mariadb || command -v mysql)" --no-defaults "$@" <${FILES}/job.sql
`;

/** A SqlJob that can be run. */
interface SqlJob {
  cr: Manifest;
  spec: Mapping;
  name: string;
  server: Server;
  tls: Tls | undefined;
}

/** Objects in the place of SqlJobs: those that wait for each other are containers of one Job, one after the other. */
export function objectsOfSqlJobs(
  certificates: ReadonlyMap<Server, Tls | undefined>,
  reading: Reading,
): void {
  const { index, objects, made, ctx } = reading;
  const jobs: SqlJob[] = [];
  for (const cr of objects.of(...kindsOf("SqlJob"))) {
    made.set(cr, []);
    const server = index.of(cr, ctx);
    if (server && namespaceOf(cr) !== server.namespace) {
      // Its Job would run beside the server: with accounts, certificates and names of that namespace.
      ctx.report(cr, "spec.mariaDbRef.namespace").error(
        "foreign-sql-job",
        `its server is in the namespace "${server.namespace}", where nothing of another one may run, so it is left out. Put the SqlJob there`,
      );
    } else if (server && certificates.has(server)) {
      const spec = mapping(cr.spec);
      jobs.push({ cr, spec, name: cr.metadata.name, server, tls: certificates.get(server) });
    }
  }
  for (const group of groupsOf(jobs)) {
    const containers: Mapping[] = [];
    const volumes = new Map<string, Mapping>();
    for (const job of group) {
      const found = containerOf(job, reading);
      if (!found) continue;
      made.set(job.cr, found.made);
      containers.push(found.container);
      for (const volume of found.volumes) volumes.set(text(volume.name), volume);
    }
    const last = group.at(-1)!;
    if (containers.length > 0) {
      made.get(last.cr)!.push(jobOf(last, containers, [...volumes.values()]));
    }
  }
}

/** Jobs that wait for each other, in an order in which each finds done what it waits for. */
function groupsOf(jobs: readonly SqlJob[]): SqlJob[][] {
  const keyOf = (job: SqlJob, name: string) => JSON.stringify([namespaceOf(job.cr), name]);
  const byName = new Map(jobs.map((job) => [keyOf(job, job.name), job]));
  const neighbours = new Map<SqlJob, SqlJob[]>(jobs.map((job) => [job, []]));
  const needs = new Map<SqlJob, SqlJob[]>();
  for (const job of jobs) {
    const found = isScheduled(job) ? [] : mappings(job.spec.dependsOn)
      .flatMap(({ name }) => byName.get(keyOf(job, text(name))) ?? [])
      .filter((other) => other !== job && !isScheduled(other) && other.server === job.server);
    needs.set(job, found);
    for (const other of found) {
      neighbours.get(job)!.push(other);
      neighbours.get(other)!.push(job);
    }
  }
  const groups: SqlJob[][] = [];
  const grouped = new Set<SqlJob>();
  for (const job of jobs) {
    if (grouped.has(job)) continue;
    const members = [job];
    grouped.add(job);
    for (const member of members) {
      for (const other of neighbours.get(member)!) {
        if (!grouped.has(other)) members.push(other);
        grouped.add(other);
      }
    }
    groups.push(inOrder(members, needs));
  }
  return groups;
}

function inOrder(
  members: readonly SqlJob[],
  needs: ReadonlyMap<SqlJob, readonly SqlJob[]>,
): SqlJob[] {
  const ordered = new Set<SqlJob>();
  const seen = new Set<SqlJob>();
  for (const member of members) {
    // By hand, since a chain may be as long as it likes.
    const waiting = [member];
    while (waiting.length > 0) {
      const job = waiting.at(-1)!;
      const open = seen.has(job) ? [] : needs.get(job)!.filter((other) => !seen.has(other));
      seen.add(job);
      if (open.length > 0) {
        for (const other of open) waiting.push(other);
        continue;
      }
      ordered.add(job);
      waiting.pop();
    }
  }
  return [...ordered];
}

function isScheduled({ spec }: SqlJob): boolean {
  return text(mapping(spec.schedule).cron) !== "";
}

/** The container of one, with what it mounts; nothing where it has no SQL, which is said. */
function containerOf(
  job: SqlJob,
  { objects, secrets, ctx }: Reading,
): { container: Mapping; volumes: Mapping[]; made: Manifest[] } | undefined {
  const { cr, spec, name, server } = job;
  const { tls, pki } = certificatesOf(job);
  const namespace = namespaceOf(cr);
  const reference = mapping(spec.sqlConfigMapKeyRef);
  const given = objects.get("ConfigMap", namespace, text(reference.name)) as ConfigMap | undefined;
  const inline = text(spec.sql);
  const content = given ? configMapValue(given, text(reference.key)) : undefined;
  const sql = typeof content === "string" ? content : inline;
  if (sql.trim() === "") {
    ctx.report(cr, text(reference.name) === "" ? "spec.sql" : "spec.sqlConfigMapKeyRef").warn(
      "no-sql",
      "it has no SQL, or a ConfigMap that is not among the manifests, so it is left out. Write the SQL into spec.sql, or add the ConfigMap",
    );
    return undefined;
  }
  const password = secretKeyOf(spec.passwordSecretKeyRef);
  const made = password
    ? secrets.ensure(cr, namespace, password, {
      path: "spec.passwordSecretKeyRef",
      generates: false,
    })
    : [];
  const variables = new Variables(cr, server.namespace, secrets);
  const variable = password && variables.of(namespace, password);
  const isNear = namespace === server.namespace;
  // No object of the user's has an underscore in its name.
  const files = given && isNear && content === sql ? text(reference.name) : `${name}_sql`;
  const key = files === `${name}_sql` ? "job.sql" : text(reference.key);
  if (files === `${name}_sql`) {
    made.push(objectBeside(server.cr, "ConfigMap", files, { data: { "job.sql": sql } }));
  }
  append(made, variables.copiesBeside(server.cr));
  const volume = {
    name: `sql-${name}`,
    configMap: { name: files, items: [{ key, path: "job.sql" }] },
  };
  const database = text(spec.database);
  const container = clientContainer({
    name,
    server,
    tls,
    pki,
    user: text(spec.username),
    ...database === "" ? {} : { database },
    script: SCRIPT,
    env: variable === undefined ? [] : variables.env.map((own) => ({ ...own, name: "MYSQL_PWD" })),
    mounts: [{ name: volume.name, mountPath: FILES, readOnly: true }],
    more: picked(spec, "resources securityContext"),
  });
  return { container, volumes: [volume, ...clientVolumes(tls, pki)], made };
}

/** The certificates of the server's client, or those that the SqlJob names. */
function certificatesOf({ cr, spec, name, server, tls }: SqlJob): {
  tls: Tls | undefined;
  pki: string;
} {
  const authority = text(mapping(spec.tlsCASecretRef).name);
  const client = text(mapping(spec.tlsClientCertSecretRef).name);
  const isOwn = authority === "" && client === "" || namespaceOf(cr) !== server.namespace;
  if (!tls || isOwn) return { tls, pki: "pki" };
  return {
    tls: { ...tls, authority: authority || tls.authority, client: client || tls.client },
    pki: `pki-${name}`,
  };
}

/** The Job or CronJob of the last of a group. */
function jobOf(
  job: SqlJob,
  containers: readonly Mapping[],
  volumes: readonly Mapping[],
): Manifest {
  const { cr, spec, name, server } = job;
  const inherited = metadataOf(spec.inheritMetadata);
  const pod = metadataOf(spec.podMetadata);
  const isNear = namespaceOf(cr) === server.namespace;
  const own = isNear ? name : `${name}_of_${namespaceOf(cr)}`;
  const template = {
    backoffLimit: spec.backoffLimit || 5,
    template: {
      metadata: {
        labels: { ...inherited.labels, ...pod.labels },
        annotations: { ...inherited.annotations, ...pod.annotations },
      },
      spec: {
        ...picked(
          spec,
          "nodeSelector tolerations priorityClassName imagePullSecrets serviceAccountName",
        ),
        restartPolicy: text(spec.restartPolicy) === "Never" ? "Never" : "OnFailure",
        securityContext: spec.podSecurityContext ?? IDENTITY,
        initContainers: containers.slice(0, -1),
        containers: containers.slice(-1),
        volumes: [...volumes],
      },
    },
  };
  if (!isScheduled(job)) {
    return objectBeside(server.cr, "Job", own, { spec: template }, {
      apiVersion: "batch/v1",
      ...inherited,
    });
  }
  const { cron, suspend } = mapping(spec.schedule);
  return objectBeside(server.cr, "CronJob", own, {
    spec: {
      schedule: text(cron),
      concurrencyPolicy: "Forbid",
      ...suspend === true ? { suspend } : {},
      ...picked(spec, "timeZone"),
      jobTemplate: { spec: template },
    },
  }, { apiVersion: "batch/v1", ...inherited });
}
