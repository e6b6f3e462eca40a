/**
 * What must hold of every compose.yml.
 *
 * @module
 */

import { Ajv, type ValidateFunction } from "ajv";
import type { OutputFiles } from "@dekube/engine/pacts";

/** The Compose Specification's own; see the NOTICE beside it. */
const SCHEMA = new URL(
  "../tests/testdata/compose-spec/compose-spec.json",
  import.meta.url,
);

const validators = new Map<string, ValidateFunction>();

function validator(schema: string | URL): ValidateFunction {
  let validate = validators.get(String(schema));
  if (!validate) {
    const text = Deno.readTextFileSync(schema);
    // The formats (duration, ports) are Compose's own, which ajv does not know.
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    const { $schema: _draft07, ...rest } = JSON.parse(text);
    validate = ajv.compile(rest);
    validators.set(String(schema), validate);
  }
  return validate;
}

/**
 * Everything that is wrong with a compose.yml, as it was read back, and the files beside it. `schema` is a file with
 * another JSON Schema than the repository's.
 */
export function problemsOf(
  // deno-lint-ignore no-explicit-any -- read from YAML
  compose: any,
  files: OutputFiles,
  schema: string | URL = SCHEMA,
): string[] {
  const problems: string[] = [];
  const check = validator(schema);
  if (!check(compose)) {
    for (const { instancePath, message } of check.errors ?? []) {
      problems.push(`${instancePath} ${message}`);
    }
  }
  const services = compose.services ?? {};
  const paths = [...files.entries()].map(([path]) => path);
  // deno-lint-ignore no-explicit-any -- read from YAML
  for (const [name, service] of Object.entries<any>(services)) {
    const need = (met: boolean, what: string) => {
      if (!met) problems.push(`service ${name}: there is no ${what}`);
    };
    need(service.image || service.build, "image to run, nor one to build");
    for (const other of Object.keys(service.depends_on ?? {})) {
      need(other in services, `depends on ${other}`);
    }
    for (const key of ["network_mode", "pid", "ipc"]) {
      const other = /^service:(.*)$/.exec(service[key] ?? "")?.[1];
      if (other !== undefined) need(other in services, `${key} of ${other}`);
    }
    for (const network of Object.keys(service.networks ?? {})) {
      need(network === "default" || network in (compose.networks ?? {}), `network ${network}`);
    }
    for (const volume of service.volumes ?? []) {
      const source = typeof volume === "string"
        ? volume.includes(":") ? volume.split(":")[0] : ""
        : volume.source ?? "";
      if (/^[A-Za-z0-9]/.test(source)) need(source in (compose.volumes ?? {}), `volume ${source}`);
      // What is not generated is the data of claims.
      const file = /^\.\/((?!data\/).*)$/.exec(source)?.[1];
      if (file) {
        need(paths.some((path) => path === file || path.startsWith(`${file}/`)), `file ${file}`);
      }
    }
  }
  for (const [path, value] of strings(compose)) {
    if (value.replaceAll("$$", "").includes("$")) problems.push(`${path}: a lone $ in ${value}`);
  }
  return problems;
}

function* strings(value: unknown, path = ""): Iterable<[string, string]> {
  if (typeof value === "string") yield [path, value];
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* strings(item, `${path}/${key}`);
  }
}
