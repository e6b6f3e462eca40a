/**
 * Probes as a Compose health check.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe
 * @module
 */

import {
  type ComposeHealthcheck,
  type ComposeService,
  type ConvertContext,
  items,
  text,
} from "@dekube/engine/pacts";
import {
  type Container,
  type Env,
  expand,
  portNumber,
  type Probe,
  secondsText,
  shellQuote,
  wholeNumber,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { probeHost } from "./pod_address.ts";

/** Kubernetes' defaults, which differ from Docker's. */
const DEFAULTS = { initialDelay: 0, period: 10, timeout: 1, failures: 3 };

/**
 * The readiness probe, else the liveness probe; a startup probe gives it time. Of a native sidecar it is the startup probe, where
 * there is one: the other containers of the pod wait for that alone, and the sidecar may be ready no sooner than they are. `env` resolves `$(NAME)` in an exec probe.
 */
export function convertProbes(
  container: Container,
  workload: Workload,
  env: Env,
  ctx: ConvertContext,
): ComposeService {
  const [name, probe] = isNativeSidecar(container) && container.startupProbe
    ? ["startupProbe", container.startupProbe] as const
    : container.readinessProbe
    ? ["readinessProbe", container.readinessProbe] as const
    : ["livenessProbe", container.livenessProbe] as const;
  if (!probe) return {};
  const timing = timingOf(probe, (field) => {
    ctx.report(workload.id, `containers[${text(container.name)}].${name}.${field}`).warn(
      "bad-probe-time",
      `"${field}" of the ${name} is no whole number that a cluster takes, so Kubernetes' default counts. Write one from 0 to 2147483647`,
    );
  });
  const test = probeTest(
    probe,
    container,
    env,
    timing.timeout,
    () => probeHost(workload, ctx),
    (bytes) => {
      ctx.limits.checkExpanded(bytes, {
        object: workload.id,
        path: `containers[${text(container.name)}].${name}.exec.command`,
      });
    },
  );
  if (!test) {
    ctx.report(workload.id, `containers[${text(container.name)}].${name}`).warn(
      "unsupported-probe",
      `the ${name} has no exec, httpGet, tcpSocket or grpc with a port that the container has; there is no health check`,
    );
    return {};
  }
  const startup = container.startupProbe && container.startupProbe !== probe
    ? timingOf(container.startupProbe)
    : undefined;
  const startPeriod = timing.initialDelay +
    (startup ? startup.initialDelay + startup.period * startup.failures : 0);
  const healthcheck: ComposeHealthcheck = {
    test,
    interval: secondsText(timing.period),
    timeout: secondsText(timing.timeout),
    retries: timing.failures,
    ...(startPeriod > 0 ? { start_period: secondsText(startPeriod) } : {}),
  };
  return { healthcheck };
}

function isNativeSidecar({ restartPolicy }: Container): boolean {
  return text(restartPolicy) === "Always";
}

interface Timing {
  initialDelay: number;
  period: number;
  timeout: number;
  failures: number;
}

/** The times of a probe; `sayBad` is told of fields that are no numbers. */
function timingOf(probe: Probe, sayBad: (field: string) => void = () => {}): Timing {
  const numberOf = (field: keyof Probe, fallback: number) => {
    const written = probe[field] ?? "";
    const number = wholeNumber(written);
    if (number === undefined && written !== "") sayBad(field);
    // Zero means the default in Kubernetes, save for the initial delay, whose default it is.
    return number || fallback;
  };
  return {
    initialDelay: numberOf("initialDelaySeconds", DEFAULTS.initialDelay),
    period: numberOf("periodSeconds", DEFAULTS.period),
    timeout: numberOf("timeoutSeconds", DEFAULTS.timeout),
    failures: numberOf("failureThreshold", DEFAULTS.failures),
  };
}

function probeTest(
  probe: Probe,
  container: Container,
  env: Env,
  timeout: number,
  podHost: () => string,
  checkSize: (bytes: number) => void,
): string[] | undefined {
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec) {
    let bytes = 0;
    const command = items(exec.command).map((part) =>
      expand(text(part), env, (size) => checkSize(bytes += size))
    );
    return command.length > 0 ? ["CMD", ...command] : undefined;
  }
  if (httpGet) {
    const port = probePort(httpGet.port, container);
    return port === undefined
      ? undefined
      : ["CMD-SHELL", httpCommand(httpGet, text(httpGet.host) || podHost(), port)];
  }
  if (tcpSocket) {
    const port = probePort(tcpSocket.port, container);
    return port === undefined
      ? undefined
      : ["CMD-SHELL", tcpCommand(text(tcpSocket.host) || podHost(), port, timeout)];
  }
  if (grpc) {
    const port = probePort(grpc.port, container);
    if (port === undefined) return undefined;
    const service = text(grpc.service);
    return [
      "CMD",
      "grpc_health_probe",
      `-addr=${podHost()}:${port}`,
      ...(service ? [`-service=${service}`] : []),
    ];
  }
  return undefined;
}

/** A port by number, or by its name in the container, which is all that a probe looks at. */
function probePort(port: unknown, container: Container): number | undefined {
  const name = text(port);
  if (name === "") return undefined;
  return portNumber(name) ??
    portNumber(items(container.ports).find((item) => text(item.name) === name)?.containerPort);
}

/** Most images have wget (BusyBox) or curl; which, only the container knows. */
function httpCommand(
  probe: NonNullable<Probe["httpGet"]>,
  host: string,
  port: number,
): string {
  const secure = text(probe.scheme).toUpperCase() === "HTTPS";
  const path = text(probe.path) || "/";
  const url = shellQuote(
    `${secure ? "https" : "http"}://${host}:${port}${path.startsWith("/") ? "" : "/"}${path}`,
  );
  const headers = items(probe.httpHeaders).map(({ name, value }) =>
    shellQuote(`${text(name)}: ${text(value)}`)
  );
  // Docker ends a check that takes too long, so neither needs a timeout; some BusyBoxes lack `wget -T`.
  const wget = [
    "wget -q -O /dev/null",
    ...(secure ? ["--no-check-certificate"] : []),
    ...headers.map((header) => `--header ${header}`),
    url,
  ].join(" ");
  const curl = [
    "curl -fsSL -o /dev/null",
    ...(secure ? ["-k"] : []),
    ...headers.map((header) => `-H ${header}`),
    url,
  ].join(" ");
  return `if command -v wget >/dev/null 2>&1; then ${wget}; else ${curl}; fi`;
}

/** Not every nc has -z, and some images have bash alone, which can connect by itself. */
function tcpCommand(host: string, port: number, timeout: number): string {
  const address = shellQuote(host);
  return `nc -z -w ${timeout} ${address} ${port} 2>/dev/null || ` +
    `nc -w ${timeout} ${address} ${port} </dev/null >/dev/null 2>&1 || ` +
    `bash -c ${shellQuote(`</dev/tcp/${host}/${port}`)} 2>/dev/null`;
}
