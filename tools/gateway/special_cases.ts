/**
 * What tests of the conformance suite ask that is no list of requests with their answers.
 *
 * @module
 */

import { ask, type Question } from "./http_client.ts";
import { askGrpc, playHttp } from "./play.ts";
import type { Echo } from "./echo_server.ts";
import { shares } from "./shares.ts";
import { times } from "./times.ts";
import type { Ports } from "../running_proxy.ts";

/** Asks, and says what is wrong. */
export type SpecialCase = (ports: Ports) => Promise<string[]>;

const INFRA = "gateway-conformance-infra";
const ADDRESS = "192.0.2.1";

/** By the test's name. */
export const SPECIAL_CASES: Readonly<Record<string, SpecialCase>> = {
  "httproute-weight": async ({ http }) =>
    shares(await times(600, () => podOf({ port: http, host: ADDRESS, path: "/" })), {
      "infra-backend-v1": 0.7,
      "infra-backend-v2": 0.3,
      "infra-backend-v3": 0,
    }),
  "grpcroute-weight": async ({ http2 }) => {
    const pods = await times(600, async () => {
      const { body } = await askGrpc({ EchoRequest: {} }, http2);
      return (JSON.parse(body) as Echo).pod;
    });
    return shares(pods, {
      "grpc-infra-backend-v1": 0.7,
      "grpc-infra-backend-v2": 0.3,
      "grpc-infra-backend-v3": 0,
    });
  },
  "httproute-request-header-modifier-backend-weights": async ({ http }) => {
    const wrong = await times(100, async () => {
      const { body } = await ask({ port: http, host: ADDRESS, path: "/" });
      const { pod, headers }: Echo = JSON.parse(body);
      return pod === headers.backend ? undefined : `${pod} got Backend: ${headers.backend}`;
    });
    return [...new Set(wrong.filter((one) => one !== undefined))];
  },
  "httproute-https-listener": (ports) =>
    overTls(ports, "/", [
      ["example.org", 200, "infra-backend-v1"],
      ["unknown-example.org", 404, ""],
      ["second-example.org", 200, "infra-backend-v2"],
    ]),
  "backendtlspolicy-invalid-ca-certificate-ref": async (ports) => {
    const paths = ["nonexistent-ca-certificate-ref", "malformed-ca-certificate-ref"];
    const wrong = paths.map((path) =>
      playHttp({
        Request: { Host: "abc.example.com", Path: `/backendtlspolicy-${path}` },
        Response: { StatusCodes: [500, 502, 503] },
      }, ports)
    );
    return (await Promise.all(wrong)).filter((one) => one !== undefined);
  },
  "httproute-service-types": async (ports) => {
    const paths = ["manual-endpointslices", "headless-manual-endpointslices", "headless"];
    const wrong = paths.map((path) =>
      playHttp(
        { Request: { Path: `/${path}` }, Backend: "infra-backend-v1", Namespace: INFRA },
        ports,
      )
    );
    return (await Promise.all(wrong)).filter((one) => one !== undefined);
  },
  "httproute-backend-protocol-websocket": async ({ http }) => {
    const socket = new WebSocket(`ws://127.0.0.1:${http}/ws`);
    socket.binaryType = "arraybuffer";
    const reply = (message: string | Uint8Array<ArrayBuffer>) =>
      new Promise<unknown>((resolve, reject) => {
        socket.onmessage = ({ data }) => resolve(data);
        socket.onerror = () => reject(new Error("the socket broke"));
        socket.send(message);
      });
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("no socket opens"));
    });
    const text = await reply("text");
    const bytes = await reply(new Uint8Array([1, 2, 3]));
    const closed = new Promise((resolve) => socket.onclose = resolve);
    socket.close();
    await closed;
    return [
      ...(text === "text" ? [] : [`the text comes back as ${text}`]),
      ...(bytes instanceof ArrayBuffer && new Uint8Array(bytes).join() === "1,2,3"
        ? []
        : ["the bytes do not come back"]),
    ];
  },
  "httproute-retry": async ({ http }) => {
    const [some, all] = ["/retry/code-500-attempts-3", "/retry/code-all-attempts-2"];
    const cases: [path: string, code: number, failures: number, status: number][] = [
      [some, 500, 2, 200],
      [some, 500, 4, 500],
      [some, 503, 2, 503],
      ...[500, 502, 503, 504].flatMap((code): [string, number, number, number][] => [
        [all, code, 1, 200],
        [all, code, 3, code],
      ]),
    ];
    const wrong = cases.map(async ([path, code, failures, status]) => {
      const query = `responseCode=${code}&succeedAfter=${failures}&uuid=${crypto.randomUUID()}`;
      const answer = await ask({ port: http, host: ADDRESS, path: `${path}?${query}` });
      return answer.status === status
        ? undefined
        : `${path}, ${code} ${failures} times: ${answer.status}, not ${status}`;
    });
    return (await Promise.all(wrong)).filter((one) => one !== undefined);
  },
};

async function overTls(
  ports: Ports,
  path: string,
  cases: readonly (readonly [host: string, status: number, backend: string])[],
): Promise<string[]> {
  const wrong = cases.map(([host, status, backend]) =>
    playHttp(
      {
        Request: { Host: host, Path: path },
        Response: { StatusCode: status },
        Backend: backend,
        Namespace: INFRA,
      },
      ports,
      host,
    )
  );
  return (await Promise.all(wrong)).filter((one) => one !== undefined);
}

async function podOf(question: Question): Promise<string> {
  const { status, body } = await ask(question);
  return status === 200 ? (JSON.parse(body) as Echo).pod : `status ${status}`;
}
