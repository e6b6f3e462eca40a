import { assertEquals, assertMatch } from "@std/assert";
import type { OutputFiles } from "../../pacts/mod.ts";
import { assertLabels, caseTest, convertCase, labels, READY } from "./_case.ts";

const completed = { condition: "service_completed_successfully" };
/** Throws away what an init container has made, so it runs after it, each time. */
const FILLS = { ...completed, restart: true };

/** Scripts of pods, each with what it can't do without. */
const START = ["pods/start.sh", /for folder in \/empty\/\*/, /touch \/\.pod-started/] as const;
const ONCE = ["pods/once.sh", /^#!\/\.pod\/busybox sh/, /"\$program" "\$@"/] as const;
const FILL = ["pods/fill.sh", /in \/filled\/\*; do cp -a/, /"\/kept\//] as const;

/** Asserts that these, and no others, are the scripts of pods. */
function assertScripts(
  files: OutputFiles,
  ...scripts: readonly (typeof START | typeof ONCE | typeof FILL)[]
): void {
  const found = [...files.below("pods")].map(([path]) => path);
  assertEquals(found.sort(), scripts.map(([path]) => path).sort());
  for (const [path, ...patterns] of scripts) {
    for (const pattern of patterns) assertMatch(String(files.get(path)?.content), pattern);
  }
}

/** A pod starts again with the service that stands for it. */
const ready = { condition: "service_healthy", restart: true };

caseTest(
  "an-init-container-fills-an-emptydir-once",
  "what the pod passes on is empty when the pod is new, and not the image's",
  async () => {
    const { services, project, files } = await convertCase(
      "an-init-container-fills-an-emptydir-once",
    );
    const { app, "app-init-gen": gen, "app-pod": pod, "app-pod-fill": fill } = services;
    const own = labels("Deployment", "app", "t");
    const joined = { network_mode: "service:app-pod" };

    assertEquals(Object.keys(services).sort(), ["app", "app-init-gen", "app-pod", "app-pod-fill"]);
    assertEquals(app, {
      ...joined,
      image: "nginx:1",
      user: "1000",
      environment: { IP: pod.networks.default.ipv4_address },
      volumes: [
        "app-eph:/scratch:nocopy",
        "app-cred:/cred:nocopy",
        "app-html:/usr/share/nginx/html:nocopy",
      ],
      depends_on: { "app-pod": ready, "app-init-gen": completed, "app-pod-fill": completed },
      restart: "always",
      group_add: ["1000"],
      ipc: "service:app-pod",
      labels: own,
    });
    // Only the image knows what it runs: it fills a volume of its own each time, which counts once.
    assertEquals(gen, {
      ...joined,
      image: "example/app:1",
      user: "1000",
      command: ["generate"],
      volumes: ["app-cred-init:/cred:nocopy"],
      depends_on: { "app-pod": ready },
      restart: "on-failure",
      group_add: ["1000"],
      ipc: "service:app-pod",
      labels: own,
    });
    const { labels: fillLabels, ...fillKeys } = fill;
    assertLabels(fillLabels, own, ["dekube.io/files"]);
    assertEquals(fillKeys, {
      ...joined,
      image: "busybox:1.37-musl",
      user: "0",
      entrypoint: ["sh"],
      command: ["/dekube/fill.sh"],
      volumes: [
        "./pods:/dekube:ro",
        "app-pod:/pod",
        "app-cred-init:/filled/app-cred",
        "app-cred:/kept/app-cred",
      ],
      depends_on: { "app-pod": ready, "app-init-gen": FILLS },
      restart: "no",
    });
    const { labels: podLabels, networks, ...podKeys } = pod;
    assertLabels(podLabels, own, ["dekube.io/files", "dekube.io/pod"]);
    assertMatch(networks.default.ipv4_address, /^10(\.\d+){3}$/);
    assertEquals(networks, {
      default: { aliases: ["app"], ipv4_address: networks.default.ipv4_address },
    });
    assertEquals(podKeys, {
      image: "busybox:1.37-musl",
      user: "0",
      entrypoint: ["sh"],
      command: ["/dekube/start.sh"],
      environment: { FS_GROUP: "1000" },
      volumes: [
        "./pods:/dekube:ro",
        "app-cred:/empty/app-cred",
        "app-eph:/empty/app-eph",
        "app-html:/empty/app-html",
        "app-cred-init:/empty/app-cred-init",
        "app-pod:/pod",
      ],
      healthcheck: READY,
      restart: "always",
      ipc: "shareable",
    });
    assertEquals(project.volumes, {
      "app-cred": null,
      "app-cred-init": null,
      "app-eph": null,
      "app-html": null,
      "app-pod": null,
    });
    assertScripts(files, START, ONCE, FILL);
  },
);

caseTest("init-clone-into-emptydir", "what fills an emptyDir runs once a pod", async () => {
  const { services, project, files } = await convertCase("init-clone-into-emptydir");
  const { site, "site-init-clone": clone, "site-pod": pod } = services;
  const own = labels("Deployment", "site");
  const joined = { network_mode: "service:site-pod", ipc: "service:site-pod", labels: own };

  assertEquals(Object.keys(services).sort(), ["site", "site-init-clone", "site-pod"]);
  assertEquals(site, {
    ...joined,
    image: "nginx:1.27",
    volumes: ["site-s:/usr/share/nginx/html:nocopy"],
    depends_on: { "site-pod": ready, "site-init-clone": completed },
    restart: "always",
  });
  assertEquals(clone, {
    ...joined,
    image: "alpine/git",
    entrypoint: [
      ...["/.pod/once", "site-init-clone"],
      ...["sh", "-c", "git clone https://example.test/r.git /src/r && mkdir /src/once"],
    ],
    volumes: ["site-s:/src:nocopy", "site-pod:/.pod"],
    depends_on: { "site-pod": ready },
    restart: "on-failure",
  });
  const { labels: podLabels, ...podKeys } = pod;
  assertLabels(podLabels, own, ["dekube.io/files", "dekube.io/pod"]);
  assertEquals(podKeys, {
    image: "busybox:1.37-musl",
    user: "0",
    entrypoint: ["sh"],
    command: ["/dekube/start.sh"],
    volumes: ["./pods:/dekube:ro", "site-s:/empty/site-s", "site-pod:/pod"],
    networks: { default: { aliases: ["site"] } },
    healthcheck: READY,
    restart: "always",
    ipc: "shareable",
  });
  assertEquals(project.volumes, { "site-pod": null, "site-s": null });
  assertScripts(files, START, ONCE);
});

caseTest("job-with-sidecars", "the proxy is there before the Job, which ends alone", async () => {
  const { services, said } = await convertCase("job-with-sidecars");

  assertEquals(said, [
    "info job-goes-on: these services go on when the Job is done, since Compose stops none because another one has " +
    "ended: mig-init-sqlproxy, mig-pod. Stop with: docker compose stop mig-init-sqlproxy mig-pod",
  ]);
  assertEquals(services.mig.network_mode, "service:mig-pod");
  assertEquals(services["mig-init-sqlproxy"].network_mode, "service:mig-pod");
  assertEquals(services.mig.depends_on, { "mig-init-sqlproxy": { condition: "service_started" } });
  assertEquals(services["mig-init-sqlproxy"].depends_on, undefined);
  assertEquals(services["mig-pod"].restart, "always");
});

caseTest(
  "main-crash-loses-sidecar",
  "the network belongs to no container that may crash",
  async () => {
    const { services } = await convertCase("main-crash-loses-sidecar");
    const own = labels("Deployment", "appx");
    const joined = { network_mode: "service:appx-pod", ipc: "service:appx-pod", labels: own };

    assertEquals(Object.keys(services).sort(), ["appx", "appx-pod", "appx-sidecar-oauth"]);
    assertEquals(services.appx, {
      ...joined,
      image: "app:1",
      entrypoint: ["sh", "-c", "nc -z db 5432 || exit 1; exec serve"],
      restart: "always",
    });
    assertEquals(services["appx-sidecar-oauth"], {
      ...joined,
      image: "quay.io/oauth2-proxy/oauth2-proxy:v7.6.0",
      command: ["--upstream=http://127.0.0.1:3000"],
      restart: "always",
    });
    const { labels: podLabels, ...pod } = services["appx-pod"];
    assertLabels(podLabels, own, ["dekube.io/pod"]);
    assertEquals(pod, {
      image: "busybox:1.37-musl",
      entrypoint: ["sh", "-c"],
      command: ["trap exit TERM INT\nwhile :; do sleep 86400 & wait $$!; done"],
      networks: {
        default: {
          aliases: ["appx", "appx.default.svc.cluster.local", "appx.default.svc", "appx.default"],
        },
      },
      restart: "always",
      ipc: "shareable",
    });
  },
);

caseTest("memory-emptydir-exec", "programs run from memory, which keeps its size", async () => {
  const { services } = await convertCase("memory-emptydir-exec");

  assertEquals(services.jvm.tmpfs, ["/tmp:exec,size=67108864"]);
  assertEquals(services.jvm.read_only, true);
});

caseTest(
  "pid-ipc-namespaces",
  "a pod shares its memory, and its processes where asked to",
  async () => {
    const { services } = await convertCase("pid-ipc-namespaces");

    for (const container of ["sp", "sp-sidecar-side"]) {
      assertEquals(services[container].pid, "service:sp-pod");
      assertEquals(services[container].ipc, "service:sp-pod");
    }
    assertEquals(services["sp-pod"].ipc, "shareable");
    assertEquals([services.hp.pid, services.hp.ipc], ["host", "host"]);
  },
);
