import { JSR, NO_CORPUS, NO_STD, type Reason, ROOT } from "./unless.ts";

/** Tests that are skipped for one reason. */
export interface ExpectedSkips {
  /** The reason, as the tests' names say it; none on a machine where they run. */
  reason: Reason;
  /** Names of the tests, by file. */
  tests: Record<string, string[]>;
}

/** The tests that may be skipped where all programs are at hand. `.ci/run` takes any other for a failure. */
export const EXPECTED_SKIPS: ExpectedSkips[] = [
  {
    reason: ROOT,
    tests: {
      "engine/io/input/manifest_files_test.ts": [
        "readManifestFiles() reports files and folders when they can't be read",
      ],
      "engine/io/output/previous_test.ts": ["readPrevious() throws when a file can't be read"],
      "engine/io/output/write_test.ts": [
        "writeOutput() throws when the output folder is read-only",
        "writeOutput() throws before it moves anything when one folder is read-only",
      ],
      "tests/command_test.ts": [
        "the command fails, and writes nothing, when it may not write there",
      ],
    },
  },
  {
    reason: NO_STD,
    tests: { "tools/stand_ins_test.ts": ["stand-ins do as @std does"] },
  },
  {
    reason: JSR,
    tests: {
      "tests/command_test.ts": [
        "the command loads extensions and bases from JSR, and says what it has not",
      ],
    },
  },
  {
    reason: NO_CORPUS,
    tests: {
      "extensions/bitnami/postgresql_test.ts": [
        "the chart's PostgreSQL has all that it needs, and stays as it is",
        "the chart's PostgreSQL without persistence still keeps its data",
      ],
      "extensions/bitnami/redis_test.ts": [
        "the chart's Redis becomes the stock image, master and replica",
        "a Redis without a password stays without one, and that is said",
      ],
      "extensions/nginx/la_suite_test.ts": [
        "a conversion of La Suite's meet asks its backend about each file",
        "a conversion of La Suite's docs loses nothing of what its annotations ask for",
      ],
      "extensions/servicemonitor/mod_test.ts": [
        "a chart of kube-prometheus is scraped, and promtool accepts all its rules",
      ],
      "tests/cases/limits_test.ts": [
        "cpu-limit-above-laptop right: any machine starts it",
        "gpu-limit right: a reserved device",
        "grace-and-stopsignal right: signal, grace and hooks, and what is no command is named",
        "hostnetwork-no-ports right: said, and the host's network by a setting",
        "knative-service-kind right: each kind of another group is named, none is converted",
        "pod-level-odds right: kept where Compose has a word, named where it has none",
        "post-start-old-compose right: the header says which Compose it takes",
        "replicas-three right: the loss of replicas is said",
        "utf16-powershell right: its service is there",
        "values-from-host-env right: one message, and a way to keep the variables",
      ].map((name) => `convert() gets ${name}`),
      "tests/corpus_test.ts": ["corpusInputs() finds the whole corpus when it is there"],
      "tests/e2e/render_test.ts": [
        "La Suite's meet comes out byte for byte the same when helmfile renders it elsewhere",
      ],
      "tests/la_suite_test.ts": ["meet", "docs"].flatMap((platform) => [
        `convert() loses nothing of La Suite's ${platform} that no diagnostic names`,
        `convert() gives each Ingress of La Suite's ${platform} its route, and guarded ones 403`,
        `kubernetes2simple serves La Suite's ${platform} with its guards, and converts its CronJobs`,
      ]),
      "tests/voting_app_test.ts": [
        "convert() makes of the voting app's manifests what its own Compose file says",
      ],
    },
  },
];
