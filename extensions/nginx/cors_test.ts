import { assertEquals } from "@std/assert";
import { ResponseHeaders } from "@dekube/engine/pacts/ingress";
import { read, type Short } from "./_testing.ts";
import { addCorsHeaders } from "./cors.ts";

function cors(short: Short) {
  return read((annotations) => {
    const headers = new ResponseHeaders();
    addCorsHeaders(annotations, headers);
    return headers.field().responseHeaders?.set ?? {};
  }, { "enable-cors": "true", ...short });
}

const ORIGIN = "Access-Control-Allow-Origin";
const PREFLIGHT = "info preflight-requests";

Deno.test("addCorsHeaders() has the controller's defaults", () => {
  assertEquals(cors({}), [{
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Methods": "GET, PUT, POST, DELETE, PATCH, OPTIONS",
    "Access-Control-Allow-Headers":
      "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization",
    "Access-Control-Max-Age": "1728000",
  }, [PREFLIGHT]]);
});

Deno.test("addCorsHeaders() does nothing unless it is enabled", () => {
  assertEquals(cors({ "enable-cors": "false", "cors-allow-origin": "https://a.example" }), [
    {},
    [],
  ]);
  assertEquals(cors({ "enable-cors": null }), [{}, []]);
});

Deno.test("addCorsHeaders() takes each of the settings", () => {
  assertEquals(
    cors({
      "cors-allow-origin": "https://a.example:4443",
      "cors-allow-methods": "GET, OPTIONS",
      "cors-allow-headers": "X-A, X_B",
      "cors-expose-headers": "*, X-C",
      "cors-allow-credentials": "false",
      "cors-max-age": 600,
    }),
    [{
      "Access-Control-Allow-Origin": "https://a.example:4443",
      "Access-Control-Allow-Methods": "GET, OPTIONS",
      "Access-Control-Allow-Headers": "X-A, X_B",
      "Access-Control-Expose-Headers": "*, X-C",
      "Access-Control-Max-Age": "600",
    }, [PREFLIGHT]],
  );
});

Deno.test("addCorsHeaders() allows one origin, and says that others are lost", () => {
  const origin = (value: string) => {
    const [headers, said] = cors({ "cors-allow-origin": value });
    return [headers[ORIGIN], ...said];
  };
  assertEquals(origin("https://a.example, *"), ["*", PREFLIGHT]);
  assertEquals(origin("null"), ["null", PREFLIGHT]);
  assertEquals(origin("https://*.a.example,https://b.example,https://c.example"), [
    "https://b.example",
    "warning unsupported-cors-allow-origin",
    PREFLIGHT,
  ]);
  assertEquals(origin("https://*.a.example"), [undefined, "warning unsupported-cors-allow-origin"]);
  assertEquals(origin("https://*.a.example,https://*.b.example"), [
    undefined,
    "warning unsupported-cors-allow-origin",
  ]);
  assertEquals(origin("a.example"), [undefined, "warning invalid-cors-allow-origin"]);
  assertEquals(origin("https://a.example\nX: y"), [undefined, "warning invalid-cors-allow-origin"]);
});

Deno.test("addCorsHeaders() falls back when a list is none", () => {
  const [headers, said] = cors({
    "cors-allow-methods": "GET;",
    "cors-allow-headers": 'a"b',
    "cors-expose-headers": "$x",
    "cors-max-age": "long",
    "cors-allow-credentials": "maybe",
  });
  assertEquals(headers, cors({})[0]);
  assertEquals(said.length, 6);
});
