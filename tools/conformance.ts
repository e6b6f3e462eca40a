/**
 * Holds gateway-api and a proxy against Gateway API's conformance suite: converts the manifests of each of its tests for
 * routes, runs the proxy with what comes out, and asks it what the test asks.
 *
 *     deno task conformance [--proxy nginx] CHECKOUT [TEST ...]
 *
 * CHECKOUT is one of https://github.com/kubernetes-sigs/gateway-api. Its manifests, and what its tests expect, are
 * read from there; nothing of it is part of this project.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { basename, join } from "@std/path";
import { parseAll } from "@std/yaml";
import { isMapping, type Manifest, mapping, mappings, text } from "../pacts/mod.ts";
import { nearest } from "../pacts/nearest.ts";
import { testConversion } from "../engine/testing.ts";
import * as gatewayApi from "../extensions/gateway-api/mod.ts";
import * as workload from "../extensions/workload/mod.ts";
import { conformanceCertificates } from "./gateway/certificates.ts";
import { unclaimed } from "./gateway/claims.ts";
import { datagramEcho } from "./gateway/datagram_echo.ts";
import { type EchoServer, echoServer, type KeyPair } from "./gateway/echo_server.ts";
import { type GoLiteral, goLiterals, goTexts, type GoValue } from "./gateway/go_literals.ts";
import { playMirrors } from "./gateway/mirrors.ts";
import { askGrpc, playGrpc, playHttp } from "./gateway/play.ts";
import { phaseManifests, playStream } from "./gateway/play_streams.ts";
import { SPECIAL_CASES, type SpecialCase } from "./gateway/special_cases.ts";
import { type StreamPhase, streamPhases } from "./gateway/stream_cases.ts";
import { PROXIES, type ProxyName, withProxy } from "./gateway/with_proxy.ts";
import type { FindBackend, Ports } from "./running_proxy.ts";

/** Tests of the suite that are about routes. */
const TESTS =
  /^(?:(?:http|grpc|tcp|udp|tls)route|backendtlspolicy|gateway-(?:http|secret|with|tls)|listenerset-)/;

/** Names that the suite gives to its backends and namespaces. */
const NAMES: Readonly<Record<string, GoValue>> = {
  ns: "gateway-conformance-infra",
  InfrastructureNamespace: "gateway-conformance-infra",
  AppBackendNamespace: "gateway-conformance-app-backend",
  WebBackendNamespace: "gateway-conformance-web-backend",
  InfraBackendServiceNameV1: "infra-backend-v1",
  InfraBackendServiceNameV2: "infra-backend-v2",
  InfraBackendServiceNameV3: "infra-backend-v3",
  Unimplemented: "Unimplemented",
  H2CPriorKnowledgeProtocol: "H2C_PRIOR_KNOWLEDGE",
  StatusOK: 200,
};

/** Services that the suite gives endpoints to while it runs. */
const MANUAL: Readonly<Record<string, string>> = {
  "manual-endpointslices": "infra-backend-v1",
  "headless-manual-endpointslices": "infra-backend-v1",
};

/** Backends of all tests, each made when it is first needed. */
class Backends {
  readonly #servers = new Map<string, EchoServer>();

  constructor(readonly tls: KeyPair) {}

  /** What stands for a host and a port of the Compose network. */
  finder(manifests: readonly Manifest[]): FindBackend {
    const services = new Map<string, Manifest>();
    const pods = new Map<string, string>();
    for (const manifest of manifests) {
      const { name, namespace } = manifest.metadata;
      if (manifest.kind === "Service") services.set(`${name}.${namespace}`, manifest);
      if (manifest.kind !== "Deployment") continue;
      const { metadata } = mapping(mapping(manifest.spec).template);
      pods.set(`${text(mapping(mapping(metadata).labels).app)}.${namespace}`, name);
    }
    return (host, port) => {
      const [name, namespace] = host.split(".");
      const service = services.get(`${name}.${namespace}`);
      const { app } = mapping(mapping(service?.spec).selector);
      const pod = MANUAL[name] ?? pods.get(`${text(app)}.${namespace}`) ?? name;
      const isUdp = mappings(mapping(service?.spec).ports).some((one) =>
        text(one.protocol) === "UDP" && [text(one.targetPort), text(one.port)].includes(`${port}`)
      );
      const key = `${pod}.${namespace}:${port}`;
      let server = this.#servers.get(key);
      if (!server) {
        const isTls = [443, 8443, 50051].includes(port) && pod.includes("tls") || port === 8443;
        const identity = { pod, namespace };
        server = isUdp
          ? datagramEcho(identity)
          : echoServer(identity, isTls ? this.tls : undefined);
        this.#servers.set(key, server);
      }
      return server.port;
    };
  }

  /** How many requests for a path a pod has had. */
  count(pod: string, namespace: string, path: string): number {
    const servers = [...this.#servers].filter(([key]) => key.startsWith(`${pod}.${namespace}:`));
    return servers.flatMap(([, { seen }]) => seen).filter((one) => one === path).length;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server[Symbol.asyncDispose]()));
  }
}

/** What became of a test. */
interface Outcome {
  test: string;
  verdict: "pass" | "FAIL" | "not claimed" | "status only";
  remark: string;
}

async function read(path: string): Promise<Manifest[]> {
  const content = (await Deno.readTextFile(path)).replaceAll("{GATEWAY_CLASS_NAME}", "any");
  return (parseAll(content) as unknown[]).filter(isMapping) as unknown as Manifest[];
}

async function play(
  folder: string,
  test: string,
  proxy: ProxyName,
  base: readonly Manifest[],
  backends: Backends,
): Promise<Outcome> {
  const source = await Deno.readTextFile(join(folder, `${test}.go`));
  const features = [...source.matchAll(/features\.Support(\w+)/g)].map(([, name]) => name);
  const reason = unclaimed(proxy, test, features);
  if (reason !== undefined) return { test, verdict: "not claimed", remark: reason };
  const names = { ...NAMES, ...goTexts(source) };
  // What is asked behind that is asked without the grants.
  const [granted, revoked] = source.split(/\.Client\.Delete\(/).map((part) =>
    goLiterals(part, "ExpectedResponse", names)
  );
  const cases = [...granted, ...revoked ?? []];
  const special: SpecialCase | undefined = SPECIAL_CASES[test];
  const streams = streamPhases(test, source, names);
  if (cases.length === 0 && !special && !streams) {
    return { test, verdict: "status only", remark: "it asks nothing of a proxy" };
  }
  const paths = [...source.matchAll(/"tests\/([\w-]+\.yaml)"/g)].map(([, path]) => path);
  const own = (await Promise.all(paths.map((path) => read(join(folder, path))))).flat();
  const manifests = [...base, ...own];
  if (streams) return await playPhases(test, streams, proxy, manifests, backends);
  const ask = async (running: Ports, cases: readonly GoLiteral[]): Promise<string[]> => {
    if (special) return await special(running);
    const wrong = cases.map(async ({ pack, value, call }) => {
      if (!isMapping(value)) return "the literal can't be read";
      const expected = value as { [name: string]: GoValue };
      const fails = /Failure$/.test(call);
      if (pack === "grpc") {
        if (!fails) return await playGrpc(expected, running.http2);
        const { status } = await askGrpc(expected, running.http2);
        return status === 200 ? `${JSON.stringify(expected)}: answered` : undefined;
      }
      const { Host } = mapping(expected.Request);
      const isTls = call.startsWith("MakeTLS");
      const problem = await playHttp(expected, running, isTls ? text(Host) : undefined) ??
        await playMirrors(expected, running, backends);
      if (!fails) return problem;
      return problem?.includes("status") ? undefined : "answered, where it should not be";
    });
    return (await Promise.all(wrong)).filter((one) => one !== undefined);
  };
  try {
    const phases = [
      [manifests, granted],
      ...(revoked ? [[manifests.filter(({ kind }) => kind !== "ReferenceGrant"), revoked]] : []),
    ] as [Manifest[], GoLiteral[]][];
    const problems: string[] = [];
    for (const [objects, cases] of phases) {
      const conversion = await testConversion([workload, PROXIES[proxy], gatewayApi], objects);
      const find = backends.finder(objects);
      problems.push(...await withProxy(proxy, conversion, find, (running) => ask(running, cases)));
    }
    const count = special !== undefined ? "" : `${cases.length} requests`;
    return problems.length === 0
      ? { test, verdict: "pass", remark: count }
      : { test, verdict: "FAIL", remark: problems.join("\n      ") };
  } catch (error) {
    return { test, verdict: "FAIL", remark: String(error) };
  }
}

/** Plays a test that is about connections. */
async function playPhases(
  test: string,
  phases: readonly StreamPhase[],
  proxy: ProxyName,
  manifests: readonly Manifest[],
  backends: Backends,
): Promise<Outcome> {
  const problems: string[] = [];
  for (const phase of phases) {
    const { objects, ports } = phaseManifests(manifests, phase);
    try {
      const conversion = await testConversion([workload, PROXIES[proxy], gatewayApi], objects);
      await withProxy(proxy, conversion, backends.finder(objects), async (running) => {
        for (const check of phase.checks) {
          const problem = await playStream(check, running, ports);
          if (problem !== undefined) problems.push(problem);
        }
      });
    } catch (error) {
      problems.push(String(error));
    }
  }
  const count = phases.flatMap(({ checks }) => checks).length;
  return problems.length === 0
    ? { test, verdict: "pass", remark: `${count} places` }
    : { test, verdict: "FAIL", remark: problems.join("\n      ") };
}

/** What all tests have in common. */
const BASE = "conformance/base/manifests.yaml";

/** The tests of a checkout that are about routes; none where it is no checkout. */
function testsIn(checkout: string): string[] {
  try {
    if (!Deno.statSync(join(checkout, BASE)).isFile) return [];
    return [...Deno.readDirSync(join(checkout, "conformance", "tests"))].map(({ name }) => name)
      .filter((name) => name.endsWith(".go") && TESTS.test(name))
      .map((name) => basename(name, ".go"))
      .sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw error;
  }
}

function stop(problem: string): never {
  console.error(`error: ${problem}`);
  Deno.exit(1);
}

if (import.meta.main) {
  const { proxy = "caddy", _: [checkout, ...only] } = parseArgs(Deno.args, {
    string: ["proxy", "_"],
  });
  if (checkout === undefined || proxy !== "caddy" && proxy !== "nginx") {
    console.error("usage: deno task conformance [--proxy caddy|nginx] CHECKOUT [TEST ...]");
    Deno.exit(2);
  }
  const known = testsIn(checkout);
  if (known.length === 0) {
    stop(
      `${checkout} is no checkout of https://github.com/kubernetes-sigs/gateway-api: conformance/base/manifests.yaml and the tests in conformance/tests are expected there`,
    );
  }
  for (const name of only.filter((name) => !known.includes(name))) {
    stop(
      `${checkout} has no test "${name}" of routes${
        nearest(name, known)
      }. Tests are named as their files in conformance/tests, without .go`,
    );
  }
  const tests = only.length === 0 ? known : known.filter((name) => only.includes(name));
  const folder = join(checkout, "conformance", "tests");
  const { objects, backend } = await conformanceCertificates();
  const base = [...await read(join(checkout, BASE)), ...objects];
  const backends = new Backends(backend);
  let failed = 0;
  for (const test of tests) {
    const { verdict, remark } = await play(folder, test, proxy, base, backends);
    if (verdict === "FAIL") failed++;
    console.log(`${verdict.padEnd(11)} ${test}${remark === "" ? "" : ` — ${remark}`}`);
  }
  await backends.stop();
  Deno.exit(failed === 0 ? 0 : 1);
}
