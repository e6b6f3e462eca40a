import { NO_FOLDING_DISK } from "../tests/fuzz/_folding_disk.ts";
import { JSR, NO_CORPUS, NO_STD, NO_WINDOWS, type Reason, ROOT } from "./unless.ts";

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
      "engine/io/output/previous_test.ts": [
        "OutputSession.previous throws when a file can't be read",
      ],
      "engine/io/output/write_test.ts": [
        "writeOutput() leaves a file alone that it can't read, when it wrote the same before",
        "writeOutput() throws when the output folder is read-only",
        "writeOutput() throws before it moves anything when one folder is read-only",
      ],
      "tests/command_test.ts": [
        "the command fails, and writes nothing, when it may not write there",
      ],
    },
  },
  {
    reason: NO_FOLDING_DISK,
    tests: {
      "tests/fuzz/folding_test.ts": [
        "nothing is lost on a disk that tells no case apart",
        "a run that is cut off on a disk that tells no case apart is put right",
      ],
    },
  },
  {
    reason: NO_WINDOWS,
    tests: {
      "tests/install_test.ts": [
        "install.ps1 installs what the release says and updates it, and nothing else",
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
      "tests/cases/names_test.ts": [
        "convert() gets service-env-links right: variables that name Services are there where they are used",
        "convert() gets nginx-kube-dns-resolver right: the cluster's DNS server is Docker's",
        "convert() gets selectorless-service-endpoints right: their names are among the hosts of who uses them",
        "convert() gets externalname-bare-env right: the name outside stands in values and arguments",
        "convert() gets labels-set-at-run-time right: the Service leads to the one pod that it can mean",
        "convert() gets hostname-subdomain right: bare Pods have their names",
        "convert() gets members-that-name-each-other right: each is there, with its names",
        "convert() gets members-that-name-each-other right: one is enough where the user says so",
      ],
      "tests/cases/order_test.ts": [
        "convert() gets job-backoff-zero right: one try, and the first of three by its number",
        "convert() gets job-with-sidecars right: the Job may complete, and is tried again",
        "convert() gets helm-hook-order right: hooks before, the release, hooks after",
        "convert() gets hook-jobs-by-weight right: hooks by weight, none of an upgrade or a rollback",
        "convert() gets kubectl-wait-init right: depends_on in place of kubectl wait",
        "convert() gets waits-for-workload-and-job right: depends_on with the right conditions",
      ],
      "tests/cases/files_test.ts": [
        "convert() gets config-change-recreates right: the service differs when its file does",
        "convert() gets secret-mode-0400-ssh right: the key is its user's, and nobody else's",
        "convert() gets default-mode-forms right: each mode is another folder",
        "convert() gets configmap-below-configmap right: the mount point is written",
        "convert() gets nested-mount-in-configmap right: a folder and a file are mount points",
        "convert() gets named-volume-subpath right: a service makes the folders first",
        "convert() gets hostpath-types right: nothing is made in place of what must be there",
        "convert() gets odd-volumes right: what Compose has is mounted, the rest is named",
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
      "tests/cases/pod_test.ts": [
        "convert() gets an-init-container-fills-an-emptydir-once right: what the pod passes on is empty when the pod is new, and not the image's",
        "convert() gets init-clone-into-emptydir right: what fills an emptyDir runs once a pod",
        "convert() gets job-with-sidecars right: the proxy is there before the Job, which ends alone",
        "convert() gets main-crash-loses-sidecar right: the network belongs to no container that may crash",
        "convert() gets memory-emptydir-exec right: programs run from memory, which keeps its size",
        "convert() gets pid-ipc-namespaces right: a pod shares its memory, and its processes where asked to",
      ],
      "tests/e2e/charts_test.ts": [
        "the chart temporal 1.6.0 sets up its PostgreSQL, joins its servers, and keeps a namespace over down and up",
        "the chart oauth2-proxy 8.0.3 of Bitnami reaches its Redis with the password of a Secret, and sends to the provider",
        "the chart nats 9.0.29 of Bitnami takes messages of whom its Secret names, and of nobody else",
        "the chart kube-prometheus 11.3.11 of Bitnami scrapes its exporters, evaluates its rules and delivers its alerts",
      ],
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
