import { assertEquals } from "@std/assert";
import { read, type Short } from "./_testing.ts";
import { readForwardAuth } from "./forward_auth.ts";

const URL = "https://auth.example/check";

function auth(short: Short) {
  return read(readForwardAuth, { "auth-url": URL, ...short });
}

function signin(short: Short) {
  const [found, said] = auth(short);
  return [found?.signin, ...said];
}

Deno.test("readForwardAuth() puts the question as the controller does", () => {
  assertEquals(auth({ "auth-response-headers": "Authorization, X-Amz-Date,,Authorization" }), [{
    url: URL,
    requestHeaders: {
      "X-Original-URL": "$scheme://$http_host$request_uri",
      "X-Original-Method": "$method",
      "X-Sent-From": "nginx-ingress-controller",
      "X-Auth-Request-Redirect": "$request_uri",
    },
    responseHeaders: ["Authorization", "X-Amz-Date"],
  }, []]);
  const [posted] = auth({
    "auth-method": "POST",
    "auth-request-redirect": "https://app.example",
    "auth-cache-key": "$cookie_x",
  });
  assertEquals(posted?.method, "POST");
  assertEquals(posted?.requestHeaders, {
    "X-Original-URI": "$request_uri",
    "X-Scheme": "$scheme",
    "X-Original-URL": "$scheme://$http_host$request_uri",
    "X-Original-Method": "$method",
    "X-Sent-From": "nginx-ingress-controller",
    "X-Auth-Request-Redirect": "https://app.example",
  });
  assertEquals(auth({ "auth-url": null }), [undefined, []]);
});

Deno.test("readForwardAuth() translates nginx's variables", () => {
  assertEquals(
    auth({ "auth-url": "https://$http_host/auth?to=${request_uri}" })[0]?.url,
    "https://$http_host/auth?to=$request_uri",
  );
  assertEquals(
    auth({ "auth-request-redirect": "$pass_access_scheme://$http_host" })[0]?.requestHeaders
      ?.["X-Auth-Request-Redirect"],
    "$scheme://$http_host",
  );
});

Deno.test("readForwardAuth() carries nothing when the question can't be kept", () => {
  const cases: [Short, string][] = [
    [{ "auth-url": "https://$remote_addr/" }, "unsupported-auth-url"],
    [{ "auth-url": "auth.example" }, "invalid-auth-url"],
    [{ "auth-url": "$scheme://auth.example" }, "invalid-auth-url"],
    [{ "auth-url": "ftp://auth.example" }, "invalid-auth-url"],
    [{ "auth-url": "https://a..b/" }, "invalid-auth-url"],
    [{ "auth-url": "https://a/ b" }, "invalid-auth-url"],
    [{ "auth-url": "https://user:pass@a/" }, "invalid-auth-url"],
    [{ "auth-method": "STEAL" }, "invalid-auth-method"],
    [{ "auth-response-headers": "X-A, b c" }, "invalid-auth-response-headers"],
  ];
  for (const [short, code] of cases) {
    assertEquals(auth(short), [undefined, [`warning ${code}`]], JSON.stringify(short));
  }
});

Deno.test("readForwardAuth() tells the sign-in page where the client wanted to go", () => {
  const back = "$scheme://$http_host$escaped_request_uri";
  const page = "https://$host/oauth2/start";
  assertEquals(signin({}), [undefined]);
  assertEquals(signin({ "auth-signin": page }), [`${page}?rd=${back}`]);
  assertEquals(signin({ "auth-signin": `${page}?` }), [`${page}?rd=${back}`]);
  assertEquals(signin({ "auth-signin": `${page}?a=b` }), [`${page}?a=b&rd=${back}`]);
  assertEquals(signin({ "auth-signin": `${page}?a=b&rd=` }), [`${page}?a=b&rd=&rd=${back}`]);
  assertEquals(signin({ "auth-signin": "/start?rd=$escaped_request_uri" }), [
    "/start?rd=$escaped_request_uri",
  ]);
  assertEquals(signin({ "auth-signin": page, "auth-signin-redirect-param": "to" }), [
    `${page}?to=${back}`,
  ]);
  assertEquals(signin({ "auth-signin": `${page}?rd=x`, "auth-signin-redirect-param": "to" }), [
    `${page}?rd=x&to=${back}`,
  ]);
});

Deno.test("readForwardAuth() keeps the guard when signing in can't be kept", () => {
  for (
    const url of [
      "https://a/$remote_addr",
      "javascript:alert(1)",
      "//evil.example",
      "https://a/\nb",
    ]
  ) {
    const [found, said] = auth({ "auth-signin": url });
    assertEquals([found?.url, found?.signin, said], [URL, undefined, [
      "warning invalid-auth-signin",
    ]], url);
  }
  assertEquals(signin({ "auth-signin": "https://a/", "auth-signin-redirect-param": "a&b" }), [
    "https://a/?rd=$scheme://$http_host$escaped_request_uri",
    "warning invalid-auth-signin-redirect-param",
  ]);
  const [found, said] = auth({ "auth-request-redirect": "$cookie_a" });
  assertEquals(found?.requestHeaders?.["X-Auth-Request-Redirect"], "$request_uri");
  assertEquals(said, ["warning invalid-auth-request-redirect"]);
});
