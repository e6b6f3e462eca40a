/**
 * What `--help` prints.
 *
 * @module
 */

import { type CommandSettings, DEFAULT_SETTINGS } from "../io/distribution/command_settings.ts";

/** Text of `--help`. */
export function usage(command: string, settings: CommandSettings = DEFAULT_SETTINGS): string {
  const { input, tools } = settings;
  const detects = input === "detect";
  return `Turns Kubernetes manifests into a Docker Compose project.

Usage: ${command} ${detects ? "[DIR] " : ""}[options] [-- arguments for the renderer]
       ${command} extensions             list the extensions that there are
       ${command} extensions info NAME   show one of them

${detects ? LOOKING : ""}Input, one of:
  --helmfile-dir DIR     render DIR/helmfile.yaml or helmfile.yaml.gotmpl${detects ? "" : " (.)"}
    -e, --env, --environment ENV  helmfile's environment
  --helm-chart CHART     render a Helm chart: a folder, an archive, a URL, repository/name
    --values FILE          file of values (repeatable)
    --set KEY=VALUE        a value (repeatable)
    --release NAME         name of the release (the chart's name)
  --kustomize DIR        render a kustomization with kubectl, or kustomize
  --from-dir DIR         read rendered manifests below DIR; - is standard input
    --follow-links         follow links there that lead out of DIR
  -n, --namespace NS     namespace for what names none; for all releases of a helmfile
${tools ? downloading(tools) : ""}
What follows -- goes as it stands to helmfile template, helm template or kustomize.

Output:
  --output-dir DIR       where compose.yml and the rest go (.)
  --compose-file NAME    name of the Compose file (compose.yml)
  --clean                start afresh: generated passwords and certificates are new;
                         dekube.yaml, your own files and the data in volumes stay
  --report json          what there is to say, as JSON on standard output

Extensions:
  --extension SPEC       load one more: name[@version], path, jsr:, https: (repeatable)
  --extensions-dir DIR   load the .ts and .js files in DIR too (repeatable)
  --trust                allow what dekube.yaml names of others; once is enough
  --accept-changes       take extensions as they are now, though they have changed
  --ignore-compatibility-errors NAME
                         load NAME even with one that it can't be with (repeatable)

  --version              print the version
  -h, --help             print this

Settings are in DIR/dekube.yaml of the output folder; the first run writes it.
Exit codes: 0 done; 1 failed, nothing written; 2 no services came out, nothing written.
`;
}

const LOOKING =
  `Without an input it looks into DIR, or the current folder, and takes what comes first:
  1. helmfile.yaml, helmfile.yaml.gotmpl, helmfile.d
  2. Chart.yaml: with values-ENV.yaml where there is an --env ENV
  3. kustomization.yaml: overlays/ENV where there is an --env ENV
  4. YAML files with "kind:", and those in the folders below
It says what it found. What the chart depends on is built first.

`;

function downloading(folder: string): string {
  return `  --download-tools       download helm or helmfile into ${folder} where missing
`;
}
