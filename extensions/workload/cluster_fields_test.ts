import { assertEquals } from "@std/assert";
import { convertOne, podOf, said, workload } from "./_testing.ts";

/** What is said of a pod, and the runtime of its service. */
async function converted(pod: object, settings: Record<string, unknown> = {}) {
  const { services, diagnostics } = await convertOne(
    [workload("Deployment", "web", podOf({}, pod))],
    { extensions: { workload: settings } },
  );
  return { runtime: services.web.runtime, said: said({ diagnostics }) };
}

Deno.test("sayClusterFields() names what has no effect here", async () => {
  const pod = {
    hostUsers: false,
    activeDeadlineSeconds: 60,
    resourceClaims: [{ name: "gpu" }],
  };
  assertEquals((await converted(pod)).said, [
    "host-users spec.template.spec.hostUsers",
    "no-deadline spec.template.spec.activeDeadlineSeconds",
    "unknown-resource spec.template.spec.resourceClaims",
  ]);
});

Deno.test("sayClusterFields() names a pod's limit when several containers share it", async () => {
  const resources = { limits: { memory: "1Gi" } };
  assertEquals((await converted({ resources })).said, []);
  assertEquals(
    (await converted({
      resources,
      containers: [{ name: "a", image: "a" }, { name: "b", image: "b" }],
    })).said
      .filter((line) => line.startsWith("pod-resources")),
    ["pod-resources spec.template.spec.resources"],
  );
});

Deno.test("sayClusterFields() is silent about what only a scheduler reads, and about defaults", async () => {
  const pod = {
    hostUsers: true,
    priorityClassName: "high",
    nodeSelector: { gpu: "yes" },
    tolerations: [{ operator: "Exists" }],
    affinity: {},
    topologySpreadConstraints: [],
    enableServiceLinks: false,
    automountServiceAccountToken: true,
    schedulerName: "own",
  };
  assertEquals(await converted(pod), { runtime: undefined, said: [] });
});

Deno.test("convertRuntime() takes the runtime that the user names for the class", async () => {
  const pod = { runtimeClassName: "gvisor" };
  assertEquals(await converted(pod, { runtimes: { gvisor: "runsc" } }), {
    runtime: "runsc",
    said: [],
  });
});

Deno.test("convertRuntime() names the class, and the setting, when the user named no runtime", async () => {
  const pod = { runtimeClassName: "constructor" };
  assertEquals(await converted(pod, { runtimes: { gvisor: "runsc" } }), {
    runtime: undefined,
    said: ["runtime-class spec.template.spec.runtimeClassName"],
  });
});

Deno.test("convert() says what of a container nothing keeps, and which volumes have no counterpart", async () => {
  const container = {
    resizePolicy: [{ resourceName: "cpu", restartPolicy: "NotRequired" }],
    restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "In", values: [42] } }],
    volumeMounts: [{ name: "pages", mountPath: "/pages" }],
  };
  const volumes = [
    { name: "pages", emptyDir: { medium: "HugePages-2Mi" } },
    { name: "plain", emptyDir: { medium: "" } },
  ];
  const conversion = await convertOne([
    workload("Deployment", "web", podOf(container, { volumes })),
    workload("Deployment", "none", podOf({ resizePolicy: [], restartPolicyRules: null })),
  ]);
  assertEquals(said(conversion), [
    "restart-rules containers[app].restartPolicyRules",
    "no-resize containers[app].resizePolicy",
    "huge-pages-volume spec.template.spec.volumes[pages].emptyDir.medium",
  ]);
});
