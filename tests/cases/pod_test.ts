import { assert, assertEquals } from "@std/assert";
import { caseTest, convertCase } from "./_case.ts";

const completed = { condition: "service_completed_successfully" };
const healthy = { condition: "service_healthy" };

caseTest(
  "an-init-container-fills-an-emptydir-once",
  "what the pod passes on is empty when the pod is new, and not the image's",
  async () => {
    const { services, project } = await convertCase("an-init-container-fills-an-emptydir-once");
    const owner = services["app-pod"];

    for (const volume of ["app-cred", "app-html", "app-eph"]) {
      assert(Object.hasOwn(project.volumes!, volume));
      assert(owner.volumes.includes(`${volume}:/empty/${volume}`), volume);
    }
    assertEquals(owner.environment, { FS_GROUP: "1000" });
    assert(services.app.volumes.includes("app-html:/usr/share/nginx/html:nocopy"));
    // Only the image knows what it runs: it fills a volume of its own each time, which counts once.
    assertEquals(services["app-init-gen"].volumes, ["app-cred-init:/cred:nocopy"]);
    assertEquals(services["app-init-gen"].depends_on, { "app-pod": healthy });
    assertEquals(services["app-pod-fill"].depends_on["app-init-gen"], completed);
    assertEquals(services.app.depends_on["app-pod-fill"], completed);
  },
);

caseTest("init-clone-into-emptydir", "what fills an emptyDir runs once a pod", async () => {
  const { services, files } = await convertCase("init-clone-into-emptydir");

  assertEquals(services["site-init-clone"].entrypoint, [
    ...["/.pod/once", "site-init-clone"],
    ...["sh", "-c", "git clone https://example.test/r.git /src/r && mkdir /src/once"],
  ]);
  assert(services["site-pod"].volumes.includes("site-s:/empty/site-s"));
  assertEquals(services.site.depends_on, { "site-pod": healthy, "site-init-clone": completed });
  assert(files.has("pods/start.sh") && files.has("pods/once.sh"));
});

caseTest("job-with-sidecars", "the proxy is there before the Job, which ends alone", async () => {
  const { services } = await convertCase("job-with-sidecars");

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

    assertEquals(services.appx.network_mode, "service:appx-pod");
    assertEquals(services["appx-sidecar-oauth"].network_mode, "service:appx-pod");
    assertEquals(services["appx-pod"].networks.default.aliases[0], "appx");
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
