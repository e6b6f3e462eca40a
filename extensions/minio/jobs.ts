/**
 * The Jobs of MinIOJobs: a container for each command, one after the other.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  text,
  texts,
} from "@dekube/engine/pacts";
import { clientContainer, clientIdentity, clientVolumes } from "./client.ts";
import type { Environment } from "./environment.ts";
import { ALIAS, operation, POLICY_FILE, policyIn } from "./operations.ts";
import type { Tenant } from "./tenant.ts";

/** What is there already is no failure: the Job runs at every start. */
const SCRIPT = `if [ -n "\${POLICY:-}" ]; then printf %s "$POLICY" > ${POLICY_FILE}; fi
said=$("$@" 2>&1) || case "$said" in
  *"already in effect"*) ;;
  *) echo "$said" >&2; exit 1 ;;
esac
echo "$said"
`;

/** What takes the place of a MinIOJob. */
export function jobOf(
  manifest: Manifest,
  found: { tenant: Tenant; environment: Environment } | undefined,
  ctx: ControllerContext,
): Manifest[] {
  const spec = mapping(manifest.spec);
  const report = (path: string) => ctx.report(manifest, path);
  if (!found) {
    const { name, namespace } = mapping(spec.tenant);
    report("spec.tenant").error(
      "missing-tenant",
      `there is no Tenant "${text(name)}" in the namespace "${
        text(namespace) || namespaceOf(manifest)
      }", so the commands don't run. Add it to the manifests, or correct its name`,
    );
    return [];
  }
  const { tenant, environment } = found;
  const commands = mappings(spec.commands)
    .map((command, index) => ({ command, name: text(command.name) || `command-${index}`, index }));
  const containers = inOrder(commands).flatMap(({ command, name, index }) => {
    const args = argumentsOf(command, (path) => report(`spec.commands[${index}]${path}`));
    if (!args) return [];
    const policy = policyIn(text(command.op), mapping(command.args));
    const { env, envFrom, resources, volumeMounts } = command;
    return [clientContainer(tenant, environment, {
      name,
      alias: ALIAS,
      script: SCRIPT,
      args: text(spec.insecure) === "true" && !args.includes("--insecure")
        ? [...args, "--insecure"]
        : args,
      env: [...mappings(env), ...policy === undefined ? [] : [{ name: "POLICY", value: policy }]],
      more: {
        ...(text(spec.mcImage) === "" ? {} : { image: text(spec.mcImage) }),
        imagePullPolicy: spec.imagePullPolicy,
        resources,
        envFrom,
        volumeMounts,
        securityContext: spec.containerSecurityContext,
      },
    })];
  });
  if (containers.length === 0) return [];
  return [{
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: manifest.metadata,
    spec: {
      ...(text(spec.failureStrategy) === "stopOnFailure" ? { backoffLimit: 0 } : {}),
      template: {
        spec: {
          restartPolicy: "OnFailure",
          serviceAccountName: spec.serviceAccountName,
          imagePullSecrets: spec.imagePullSecret,
          securityContext: spec.securityContext ?? clientIdentity(tenant),
          initContainers: containers.slice(0, -1),
          containers: containers.slice(-1),
          volumes: [
            ...clientVolumes(tenant),
            ...commands.flatMap(({ command }) => mappings(command.volumes)),
          ],
        },
      },
    },
  }];
}

function argumentsOf(
  command: Mapping,
  report: (path: string) => ReturnType<ControllerContext["report"]>,
): string[] | undefined {
  const own = texts(command.command);
  if (own.length > 0) return own;
  const op = text(command.op);
  const known = operation(op, mapping(command.args));
  if (known && "args" in known) return ["mc", ...known.args];
  if (known) {
    report(".args").error(
      "bad-command",
      `the operation "${op}" needs "${known.lacks}", so the command is left out. Give it that`,
    );
  } else {
    report(".op").error(
      "bad-command",
      `the operation "${op}" is not known, so the command is left out. Write what mc is to be given as "command"`,
    );
  }
  return undefined;
}

interface Command {
  command: Mapping;
  name: string;
  index: number;
}

/** Commands with those before each that it depends on. */
function inOrder(commands: readonly Command[]): Command[] {
  const byName = new Map(commands.map((command) => [command.name, command]));
  const ordered = new Set<Command>();
  const seen = new Set<Command>();
  const place = (command: Command) => {
    if (seen.has(command)) return;
    seen.add(command);
    for (const name of texts(command.command.dependsOn)) {
      const other = byName.get(name);
      if (other) place(other);
    }
    ordered.add(command);
  };
  for (const command of commands) place(command);
  return [...ordered];
}
