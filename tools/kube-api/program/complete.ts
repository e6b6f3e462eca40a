/** Notes that a Job is done: Compose starts this when the Job's container has ended well. */

import { type Answer, Api, describe, pathOf } from "./api.ts";
import { completeStatus, podStatus } from "./follow.ts";

/** Writes the status of a Job, and of its Pod. */
export async function complete(
  namespace: string,
  name: string,
  pod: string,
  api: Api,
): Promise<void> {
  const path = pathOf("/apis/batch/v1", namespace, "jobs", name);
  const { status, body } = await api.ask("GET", path);
  if (status === 404) return;
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const startTime = body.status?.startTime ?? now;
  const podPath = pathOf("/api/v1", namespace, "pods", pod);
  const known = await api.ask("GET", podPath);
  const ended = { phase: "Succeeded", ready: false } as const;
  const answers = [
    await write(api, `${path}/status`, { startTime }),
    await write(api, `${path}/status`, completeStatus(startTime, now)),
    ...known.status === 200
      ? [
        await write(
          api,
          `${podPath}/status`,
          podStatus({ object: known.body, runsToEnd: true }, ended, now),
        ),
      ]
      : [],
  ];
  for (const answer of answers) if (answer.status >= 300) console.error(describe(answer));
}

function write(api: Api, path: string, status: unknown): Promise<Answer> {
  return api.ask("PATCH", path, { status }, "application/merge-patch+json");
}

if (import.meta.main) {
  const [namespace, name, pod] = Deno.args;
  const api = await Api.ofProject();
  await api.ready();
  await complete(namespace, name, pod, api);
  console.log(`the Job ${name} is complete`);
}
