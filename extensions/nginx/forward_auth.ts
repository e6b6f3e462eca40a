/**
 * `auth-url`: another server is asked about each request.
 *
 * @module
 */

import { type Annotations, type ForwardAuth, isHeaderName } from "@dekube/engine/pacts/ingress";
import { translateVariables } from "./variables.ts";

const METHODS: readonly string[] = [
  ...["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"],
];

/**
 * The question, as the controller would put it; `undefined` where none is asked for, or it can't be
 * kept: then the engine closes the routes.
 */
export function readForwardAuth(annotations: Annotations): ForwardAuth | undefined {
  const url = readUrl(annotations);
  const responseHeaders = readResponseHeaders(annotations);
  const method = annotations.get("auth-method");
  if (method !== "" && !METHODS.includes(method)) {
    annotations.invalid("auth-method", `${JSON.stringify(method)} is not a method of HTTP`);
    return undefined;
  }
  if (url === undefined || !responseHeaders) return undefined;
  const signin = readSignin(annotations);
  return {
    url,
    ...(method === "" ? {} : { method }),
    requestHeaders: {
      ...(method === "" ? {} : { "X-Original-URI": "$request_uri", "X-Scheme": "$scheme" }),
      "X-Original-URL": "$scheme://$http_host$request_uri",
      "X-Original-Method": "$method",
      "X-Sent-From": "nginx-ingress-controller",
      "X-Auth-Request-Redirect": readRequestRedirect(annotations),
    },
    responseHeaders,
    ...(signin === undefined ? {} : { signin }),
  };
}

function readUrl(annotations: Annotations): string | undefined {
  const name = "auth-url";
  const url = annotations.get(name);
  if (url === "") return undefined;
  const translated = translateVariables(url);
  if (translated === undefined) {
    annotations.unsupported(name, `"${url}" holds a variable of nginx that can't be kept`);
    return undefined;
  }
  const isUrl = /^https?:\/\/[\w.$-]+(?::\d{1,5})?(?:[/?#][^\s\p{Cc}]*)?$/iu.test(translated) &&
    !/^[^/]+\/\/[^/?#]*\.\./.test(translated);
  if (isUrl) return translated;
  annotations.invalid(name, `${JSON.stringify(url)} is not an http or https URL`);
  return undefined;
}

/** `undefined` where one is no header: the controller closes such a route. */
function readResponseHeaders(annotations: Annotations): string[] | undefined {
  const name = "auth-response-headers";
  const headers = annotations.list(name);
  const bad = headers.find((header) => !isHeaderName(header));
  if (bad === undefined) return [...new Set(headers)];
  annotations.invalid(name, `${JSON.stringify(bad)} is not the name of a header`);
  return undefined;
}

function readRequestRedirect(annotations: Annotations): string {
  const name = "auth-request-redirect";
  const value = annotations.get(name);
  const translated = translateVariables(value);
  if (translated !== undefined && !/\p{Cc}/u.test(translated)) return translated || "$request_uri";
  annotations.invalid(name, `${JSON.stringify(value)} is not a URL that can be kept`);
  return "$request_uri";
}

/** Where a client goes to sign in, with where it wanted to go as a parameter. */
function readSignin(annotations: Annotations): string | undefined {
  const name = "auth-signin";
  const url = annotations.get(name);
  if (url === "") return undefined;
  const translated = translateVariables(url);
  if (
    translated === undefined ||
    !/^(?:(?:https?|\$scheme):\/\/[^\s\p{Cc}/]|\/(?![/\\]))[^\s\p{Cc}]*$/iu.test(translated)
  ) {
    annotations.invalid(
      name,
      `${
        JSON.stringify(url)
      } is not a URL that can be kept, so clients that have not signed in get 401`,
    );
    return undefined;
  }
  const param = readRedirectParam(annotations);
  const query = /\?([^#]*)/.exec(translated)?.[1] ?? "";
  const hasParam = query.split("&").some((pair) => {
    const at = pair.indexOf("=");
    return at >= 0 && pair.slice(0, at) === param && pair.length > at + 1;
  });
  if (hasParam) return translated;
  const joint = query !== "" ? "&" : translated.endsWith("?") ? "" : "?";
  return `${translated}${joint}${param}=$scheme://$http_host$escaped_request_uri`;
}

function readRedirectParam(annotations: Annotations): string {
  const name = "auth-signin-redirect-param";
  const param = annotations.get(name);
  if (param === "" || /^[\w.~-]+$/.test(param)) return param || "rd";
  annotations.invalid(name, `${JSON.stringify(param)} is not the name of a parameter`);
  return "rd";
}
