import { assert, assertEquals } from "@std/assert";
import { convertOne, podOf, said, serviceOf, workload } from "./_testing.ts";

/** The health check of a container. */
async function healthcheck(container: object) {
  return (await serviceOf(podOf(container))).healthcheck;
}

/** What a readiness probe runs. */
async function testOf(probe: object, container: object = {}) {
  return (await healthcheck({ ...container, readinessProbe: probe }))?.test;
}

const TIMES = { interval: "10s", timeout: "1s", retries: 3 };
const ports = [{ name: "http", containerPort: 8080 }];

Deno.test("convertProbes() takes the readiness probe before the liveness probe", async () => {
  const exec = (command: string) => ({ exec: { command: [command] } });
  assertEquals(
    await healthcheck({ readinessProbe: exec("ready"), livenessProbe: exec("alive") }),
    { test: ["CMD", "ready"], ...TIMES },
  );
  assertEquals(
    await healthcheck({ readinessProbe: null, livenessProbe: exec("alive") }),
    { test: ["CMD", "alive"], ...TIMES },
  );
});

Deno.test("convertProbes() makes no health check of a startup probe alone", async () => {
  assertEquals(await healthcheck({ startupProbe: { exec: { command: ["x"] } } }), undefined);
  assertEquals(await healthcheck({}), undefined);
});

Deno.test("convertProbes() keeps the times of a probe", async () => {
  assertEquals(
    await healthcheck({
      livenessProbe: {
        exec: { command: ["x"] },
        initialDelaySeconds: 15,
        periodSeconds: 20,
        timeoutSeconds: 5,
        failureThreshold: 6,
      },
    }),
    { test: ["CMD", "x"], interval: "20s", timeout: "5s", retries: 6, start_period: "15s" },
  );
});

Deno.test("convertProbes() has Kubernetes' defaults when times are missing, 0 or no numbers", async () => {
  for (const time of [undefined, null, 0, -1, "text", {}]) {
    const probe = {
      exec: { command: ["x"] },
      initialDelaySeconds: time,
      periodSeconds: time,
      timeoutSeconds: time,
      failureThreshold: time,
    };
    assertEquals(await healthcheck({ livenessProbe: probe }), { test: ["CMD", "x"], ...TIMES });
  }
});

Deno.test("convertProbes() gives time to start when there is a startup probe", async () => {
  const startup = async (startupProbe: object) =>
    (await healthcheck({
      startupProbe,
      readinessProbe: { exec: { command: ["x"] }, initialDelaySeconds: 5 },
    }))?.start_period;
  assertEquals(
    await startup({ initialDelaySeconds: 10, periodSeconds: 2, failureThreshold: 30 }),
    "75s",
  );
  assertEquals(await startup({}), "35s");
});

Deno.test("convertProbes() takes the startup probe of a native sidecar, which the others wait for", async () => {
  const probe = (word: string) => ({ exec: { command: [word] } });
  const proxy = {
    name: "proxy",
    image: "proxy",
    restartPolicy: "Always",
    startupProbe: probe("started"),
    readinessProbe: probe("ready"),
  };
  const { services } = await convertOne([
    workload("Deployment", "web", podOf({}, { initContainers: [proxy] })),
  ]);
  assertEquals(services["web-init-proxy"].healthcheck?.test, ["CMD", "started"]);
  assertEquals(services.web.depends_on?.["web-init-proxy"], { condition: "service_healthy" });
});

Deno.test("convertProbes() runs what an exec probe runs, $(NAME) resolved as kubelet does", async () => {
  assertEquals(
    await testOf({ exec: { command: ["sh", "-c", "curl $(URL) $HOME"] } }, {
      env: [{ name: "URL", value: "localhost" }],
    }),
    ["CMD", "sh", "-c", "curl localhost $$HOME"],
  );
});

const BOTH = (wget: string, curl: string) => [
  "CMD-SHELL",
  `if command -v wget >/dev/null 2>&1; then wget -q -O /dev/null ${wget}; ` +
  `else curl -fsSL -o /dev/null ${curl}; fi`,
];

Deno.test("convertProbes() asks by wget or curl when the probe is httpGet", async () => {
  const url = "http://127.0.0.1:8080/";
  assertEquals(await testOf({ httpGet: { port: 8080 } }), BOTH(url, url));
  assertEquals(await testOf({ httpGet: { port: "8080", path: "" } }), BOTH(url, url));
});

Deno.test("convertProbes() keeps host, path and query of httpGet", async () => {
  const quoted = "'http://localhost:80/health?a=1&b='\\''2'\\'''";
  assertEquals(
    await testOf({ httpGet: { port: 80, host: "localhost", path: "health?a=1&b='2'" } }),
    BOTH(quoted, quoted),
  );
});

Deno.test("convertProbes() finds a port by its name in the container", async () => {
  const url = "http://127.0.0.1:8080/";
  assertEquals(await testOf({ httpGet: { port: "http" } }, { ports }), BOTH(url, url));
  const [, command] = await testOf({ tcpSocket: { port: "http" } }, { ports }) as string[];
  assertEquals(command.startsWith("nc -z -w 1 127.0.0.1 8080 "), true);
});

Deno.test("convertProbes() trusts any certificate when httpGet is HTTPS, as kubelet does", async () => {
  const url = "https://127.0.0.1:8443/";
  assertEquals(
    await testOf({ httpGet: { port: 8443, scheme: "HTTPS" } }),
    BOTH(`--no-check-certificate ${url}`, `-k ${url}`),
  );
});

Deno.test("convertProbes() keeps the headers of httpGet", async () => {
  const httpHeaders = [{ name: "Host", value: "a.example" }, null, { name: "X", value: "it's $1" }];
  const url = "http://127.0.0.1:80/";
  const headers = ["'Host: a.example'", "'X: it'\\''s $$1'"];
  assertEquals(
    await testOf({ httpGet: { port: 80, httpHeaders } }),
    BOTH(
      `--header ${headers[0]} --header ${headers[1]} ${url}`,
      `-H ${headers[0]} -H ${headers[1]} ${url}`,
    ),
  );
});

Deno.test("convertProbes() connects by what the image has when the probe is tcpSocket", async () => {
  assertEquals(await testOf({ tcpSocket: { port: 5432, host: "db" }, timeoutSeconds: 3 }), [
    "CMD-SHELL",
    "nc -z -w 3 db 5432 2>/dev/null || nc -w 3 db 5432 </dev/null >/dev/null 2>&1 || " +
    "bash -c '</dev/tcp/db/5432' 2>/dev/null",
  ]);
});

Deno.test("convertProbes() asks grpc_health_probe when the probe is grpc", async () => {
  assertEquals(await testOf({ grpc: { port: 9000 } }), [
    "CMD",
    "grpc_health_probe",
    "-addr=127.0.0.1:9000",
  ]);
  assertEquals(await testOf({ grpc: { port: 9000, service: "db" } }), [
    "CMD",
    "grpc_health_probe",
    "-addr=127.0.0.1:9000",
    "-service=db",
  ]);
});

Deno.test("convertProbes() asks the pod's address where a container is told it, as kubelet does", async () => {
  const env = [{ name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }];
  for (
    const probe of [
      { httpGet: { port: 80 } },
      { tcpSocket: { port: 80 } },
      { grpc: { port: 80 } },
    ]
  ) {
    const pod = podOf({ readinessProbe: probe }, {
      initContainers: [{ name: "init", image: "init", env }],
    });
    const { services } = await convertOne([workload("Deployment", "web", pod)]);
    const address = services["web-pod"].networks?.default?.ipv4_address;
    const test = [services.web.healthcheck?.test].flat().join(" ");
    assert(address && test.includes(address) && !test.includes("127.0.0.1"), test);

    const own = { httpGet: { port: 80, host: "127.0.0.1" } };
    const asked = await serviceOf(podOf({ readinessProbe: own, env }));
    assert([asked.healthcheck?.test].flat().join(" ").includes("http://127.0.0.1:80/"));
  }
});

const UNSUPPORTED = [
  {},
  { exec: {} },
  { exec: { command: [] } },
  { httpGet: {} },
  { httpGet: { port: "none" } },
  { httpGet: { port: "broken" } },
  { tcpSocket: { port: null } },
  { tcpSocket: { port: 70000 } },
  { grpc: {} },
];

for (const probe of UNSUPPORTED) {
  Deno.test(`convertProbes() says so when a probe is ${JSON.stringify(probe)}`, async () => {
    const { services, diagnostics } = await convertOne([
      workload("Deployment", "web", podOf({ ports: [{ name: "broken" }], livenessProbe: probe })),
    ]);
    assertEquals(services.web.healthcheck, undefined);
    assertEquals(said({ diagnostics }), ["unsupported-probe containers[app].livenessProbe"]);
  });
}

Deno.test("convertProbes() says which times are no numbers that a cluster takes", async () => {
  for (const time of [1e30, "1e30", 2 ** 31, 0.5, 1e-30, -1, "text"]) {
    const livenessProbe = { exec: { command: ["x"] }, periodSeconds: time };
    const { diagnostics } = await convertOne([workload("Pod", "web", podOf({ livenessProbe }))]);
    assertEquals(diagnostics.map(({ code, path }) => [code, path]), [
      ["bad-probe-time", "containers[app].livenessProbe.periodSeconds"],
    ]);
  }
});
