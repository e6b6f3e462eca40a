/**
 * What takes the place of the resources of Altinity's operator.
 *
 * @module
 */

import {
  append,
  type ControllerContext,
  type Manifest,
  objectBeside,
  type ObjectIndex,
  randomWord,
  type Secret,
  secretValue,
} from "@dekube/engine/pacts";
import { shortHash } from "@dekube/engine/pacts/kubernetes";
import { INSTALLATION, KEEPER_INSTALLATION, OPERATOR_CONFIGURATION, TEMPLATE } from "../kinds.ts";
import { configOf } from "./config.ts";
import { type Installation, readInstallation } from "./installation.ts";
import { labelsOf } from "./labels.ts";
import { type OperatorSetup, OperatorSetups } from "./operator.ts";
import { SecretVariables } from "./options.ts";
import { serverSet } from "./pod.ts";
import { KEEPER, type Program, SERVER } from "./program.ts";
import { hasOwnSecret, ownSecretName } from "./remote_servers.ts";
import { servicesOf } from "./services.ts";
import { InstallationTemplates } from "./spec.ts";

/** New objects by the resource whose place they take. */
export async function altinityObjects(
  objects: ObjectIndex,
  ctx: ControllerContext,
): Promise<Map<Manifest, Manifest[]>> {
  const made = new Map<Manifest, Manifest[]>();
  const found = objects.of(INSTALLATION, KEEPER_INSTALLATION);
  for (const one of objects.of(TEMPLATE, OPERATOR_CONFIGURATION)) made.set(one, []);
  if (found.length === 0) return made;
  const setups = new OperatorSetups(objects, ctx);
  const templatesOf = templatesFor(objects);
  const programs: [string, Program][] = [[INSTALLATION, SERVER], [KEEPER_INSTALLATION, KEEPER]];
  for (const [kind, program] of programs) {
    for (const cr of objects.of(kind)) {
      const setup = setups.of(cr, ctx);
      const spec = templatesOf(setup).specOf(cr, ctx);
      const installation = readInstallation(cr, spec, program, ctx);
      const variables = new SecretVariables((variable, { name, key }) => {
        const secret = objects.get("Secret", installation.namespace, name) as Secret | undefined;
        const isThere = secret !== undefined && secretValue(secret, key) !== undefined;
        return isThere ? undefined : lockedValue(cr, variable, ctx);
      });
      const labels = (cluster?: Installation["clusters"][number]) =>
        labelsOf(installation, cluster);
      const config = await configOf(installation, { setup, variables, objects }, labels, ctx);
      const all = [...config.maps, ...secretsOf(installation, objects, ctx)];
      append(all, servicesOf(installation, ctx));
      const env = variables.all;
      append(
        all,
        installation.clusters.map((cluster) => serverSet(cluster, installation, config, env, ctx)),
      );
      made.set(cr, all);
    }
  }
  return made;
}

/** Templates by the operator that has some of its own; these are read once. */
function templatesFor(objects: ObjectIndex): (setup: OperatorSetup) => InstallationTemplates {
  const known = new Map<OperatorSetup, InstallationTemplates>();
  return (setup) => {
    let templates = known.get(setup);
    if (!templates) {
      templates = new InstallationTemplates(objects.of(TEMPLATE), setup);
      known.set(setup, templates);
    }
    return templates;
  };
}

/** What nobody knows: hexadecimal digits, as many as a hash by that name has. */
function lockedValue(cr: Manifest, variable: string, { generated }: ControllerContext): string {
  const length = /SHA256_HEX(?:_\d+)?$/.test(variable) ? 64 : 40;
  return generated.value(cr, `locked-${variable}`, () => randomHex(length));
}

function randomHex(length: number): string {
  return crypto.getRandomValues(new Uint8Array(length / 2)).toHex();
}

/** Secrets by which the servers of a cluster know each other. */
function secretsOf(
  installation: Installation,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Manifest[] {
  const { cr, namespace, clusters } = installation;
  return clusters.filter(hasOwnSecret).flatMap((cluster) => {
    const name = ownSecretName(cluster, installation);
    if (objects.get("Secret", namespace, name)) return [];
    const secret = ctx.generated.value(
      cr,
      `secret-of-${shortHash(cluster.name)}`,
      () => randomWord(20),
    );
    return [objectBeside(cr, "Secret", name, { type: "Opaque", stringData: { secret } }, {
      labels: labelsOf(installation, cluster),
    })];
  });
}
