/**
 * What `--help` prints.
 *
 * @module
 */

/** Text of `--help`. */
export function usage(command: string): string {
  return `Turns Kubernetes manifests into a Docker Compose project.

Usage: ${command} [options] [-- arguments for the renderer]
       ${command} extensions             list the extensions that there are
       ${command} extensions info NAME   show one of them

Input, one of:
  --helmfile-dir DIR     render DIR/helmfile.yaml or helmfile.yaml.gotmpl (.)
    -e, --environment ENV  helmfile's environment
  --helm-chart CHART     render a Helm chart: a folder, an archive, a URL, repository/name
    --values FILE          file of values (repeatable)
    --set KEY=VALUE        a value (repeatable)
    --release NAME         name of the release (the chart's name)
  --kustomize DIR        render a kustomization with kubectl, or kustomize
  --from-dir DIR         read rendered manifests below DIR; - is standard input
  -n, --namespace NS     namespace for what names none; for all releases of a helmfile

What follows -- goes as it stands to helmfile template, helm template or kustomize.

Output:
  --output-dir DIR       where compose.yml and the rest go (.)
  --compose-file NAME    name of the Compose file (compose.yml)
  --report json          what there is to say, as JSON on standard output

Extensions:
  --extension SPEC       load one more: name[@version], path, jsr:, https: (repeatable)
  --extensions-dir DIR   load the .ts and .js files in DIR too (repeatable)
  --ignore-compatibility-errors NAME
                         load NAME even with one that it can't be with (repeatable)

  --version              print the version
  -h, --help             print this

Settings are in DIR/dekube.yaml of the output folder; the first run writes it.
Exit codes: 0 done; 1 failed, nothing written; 2 no services came out, nothing written.
`;
}
