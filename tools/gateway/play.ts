/**
 * Plays what tests of the conformance suite ask, and compares what comes back.
 *
 * @module
 */

import { type Answer, ask, askHttp2, type Question } from "./http_client.ts";
import type { Echo } from "./echo_server.ts";
import type { GoValue } from "./go_literals.ts";
import type { Ports } from "../running_proxy.ts";

/** Fields of a literal. */
type Fields = { readonly [name: string]: GoValue };

/** What nobody names is asked for by an address. */
const ADDRESS = "192.0.2.1";

/** Why an answer is not what an `http.ExpectedResponse` wants; `undefined` where it is. */
export async function playHttp(
  expected: Fields,
  ports: Ports,
  serverName?: string,
): Promise<string | undefined> {
  const request = fields(expected.Request);
  const isHttp2 = String(request.Protocol ?? "").includes("H2C");
  const setHeaders = Object.entries(fields(expected.BackendSetResponseHeaders))
    .map(([name, value]) => `${name}:${value}`).join(",");
  const question: Question = {
    port: serverName !== undefined ? ports.https : isHttp2 ? ports.http2 : ports.http,
    host: String(request.Host || ADDRESS),
    path: String(request.Path || "/"),
    method: String(request.Method || "GET"),
    headers: {
      ...texts(request.Headers),
      ...(setHeaders ? { "X-Echo-Set-Header": setHeaders } : {}),
    },
    ...(request.Body ? { body: String(request.Body) } : {}),
    ...(serverName === undefined ? {} : { serverName }),
  };
  const answer = await (isHttp2 ? askHttp2 : ask)(question);
  const problem = compare(expected, question, answer);
  return problem &&
    `${question.method} ${question.host}${question.path}${
      Object.keys(texts(request.Headers)).length > 0 ? ` ${JSON.stringify(request.Headers)}` : ""
    }: ${problem}`;
}

function compare(expected: Fields, question: Question, answer: Answer): string | undefined {
  const response = fields(expected.Response);
  const statuses = [
    ...list(response.StatusCodes),
    ...(response.StatusCode ? [response.StatusCode] : []),
  ].map(Number);
  if (statuses.length === 0) statuses.push(200);
  if (!statuses.includes(answer.status)) {
    return `status ${answer.status}, not ${statuses.join(" or ")}`;
  }
  if (answer.status >= 300 && answer.status < 400) {
    return expected.RedirectRequest
      ? compareRedirect(fields(expected.RedirectRequest), question, answer)
      : undefined;
  }
  if (answer.status !== 200 && answer.status !== 204) return undefined;
  const wanted = fields(expected.ExpectedRequest ?? expected.Request);
  const echo: Partial<Echo> = answer.body.startsWith("{") ? JSON.parse(answer.body) : {};
  const nested = { ...fields(wanted.Request), ...wanted };
  const checks: [string, unknown, unknown][] = [
    ["namespace", echo.namespace ?? "", expected.Namespace ?? ""],
    ["path", echo.path ?? "", nested.Path ?? ""],
  ];
  if (echo.method) checks.push(["method", echo.method, nested.Method || "GET"]);
  if (nested.Host) checks.push(["host", echo.host, nested.Host]);
  for (const [what, got, want] of checks) {
    if (got !== want) return `${what} ${JSON.stringify(got)}, not ${JSON.stringify(want)}`;
  }
  const backend = String(expected.Backend ?? "");
  if (!(echo.pod ?? "").startsWith(backend)) return `backend ${echo.pod}, not ${backend}`;
  for (const [name, value] of Object.entries(texts(nested.Headers))) {
    const got = echo.headers?.[name.toLowerCase()]?.replaceAll(", ", ",");
    if (got !== value.replaceAll(", ", ",")) return `request header ${name}: ${got}, not ${value}`;
  }
  for (const name of list(wanted.AbsentHeaders).map(String)) {
    if (echo.headers?.[name.toLowerCase()] !== undefined) return `request header ${name} is there`;
  }
  return compareHeaders(response, answer);
}

function compareHeaders(response: Fields, { headers }: Answer): string | undefined {
  const bare = (text: string) => response.IgnoreWhitespace ? text.replaceAll(" ", "") : text;
  const valid = [
    ...Object.entries(texts(response.Headers)).map(([name, value]) => [name, [value]] as const),
    ...Object.entries(fields(response.ValidHeaderValues))
      .map(([name, values]) => [name, list(values).map(String)] as const),
  ];
  for (const [name, values] of valid) {
    const got = headers.get(name.toLowerCase())?.join(",");
    if (got === undefined || !values.map(bare).includes(bare(got))) {
      return `header ${name}: ${got}, not ${values.join(" or ")}`;
    }
  }
  const present = list(response.AbsentHeaders).map(String)
    .find((name) => headers.has(name.toLowerCase()));
  return present && `header ${present} is there: ${headers.get(present.toLowerCase())}`;
}

function compareRedirect(
  redirect: Fields,
  { host, path, serverName }: Question,
  { headers }: Answer,
): string | undefined {
  const [location = ""] = headers.get("location") ?? [];
  const url = new URL(location, `http://${host}`);
  const scheme = String(redirect.Scheme || (serverName === undefined ? "http" : "https"));
  const checks: [string, string, string][] = [
    ["scheme", url.protocol.slice(0, -1), scheme],
    ["host", url.hostname, String(redirect.Host || host.replace(/:\d+$/, ""))],
    ["path", url.pathname, String(redirect.Path || path.replace(/\?.*/, ""))],
    ["port", url.port, String(redirect.Port || "").replace(/^(?:80|443)$/, "")],
  ];
  const wrong = checks.find(([, got, want]) => got !== want);
  return wrong && `redirect to ${location}: ${wrong[0]} ${wrong[1]}, not ${wrong[2]}`;
}

/** The service that the suite's requests by gRPC are for. */
const GRPC_SERVICE = "/gateway_api_conformance.echo_basic.grpcecho.GrpcEcho";

/** Codes of gRPC that statuses of HTTP stand for, where no gRPC answers. */
const CODES: Readonly<Record<number, string>> = { 404: "Unimplemented", 503: "Unavailable" };

/**
 * Why an answer is not what a `grpc.ExpectedResponse` wants; `undefined` where it is. Headers that one names are not
 * looked at, as the suite does not: of its rules for them, several have one match, and only the first gets requests.
 */
export async function playGrpc(expected: Fields, port: number): Promise<string | undefined> {
  const answer = await askGrpc(expected, port);
  const code = String(fields(expected.Response).Code ?? "OK");
  const got = answer.status === 200 ? "OK" : CODES[answer.status] ?? `HTTP ${answer.status}`;
  const what = JSON.stringify(expected);
  if (got !== code) return `${what}: ${got}, not ${code}`;
  if (got !== "OK") return undefined;
  const echo: Echo = JSON.parse(answer.body);
  if (!echo.pod.startsWith(String(expected.Backend ?? ""))) return `${what}: ${echo.pod} answers`;
  return echo.namespace === expected.Namespace ? undefined : `${what}: ${echo.namespace} answers`;
}

/** Asks as a client of the suite's gRPC service would. */
export async function askGrpc(expected: Fields, port: number): Promise<Answer> {
  const method = expected.EchoTwoRequest
    ? "EchoTwo"
    : expected.EchoThreeRequest
    ? "EchoThree"
    : "Echo";
  const { Metadata, Authority } = fields(expected.RequestMetadata);
  const headers = Object.entries(texts(Metadata)).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  return await askHttp2({
    port,
    host: String(Authority || ADDRESS),
    path: `${GRPC_SERVICE}/${method}`,
    method: "POST",
    headers: {
      "content-type": "application/grpc",
      te: "trailers",
      ...Object.fromEntries(headers),
    },
    body: "\0\0\0\0\0",
  });
}

function fields(value: GoValue): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function list(value: GoValue): GoValue[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: GoValue): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields(value)).map(([name, item]) => [name, String(item)]),
  );
}
