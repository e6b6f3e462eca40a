import { assertEquals } from "@std/assert";
import { read, type Short } from "./_testing.ts";
import { readCors } from "./cors.ts";

function cors(short: Short) {
  const [{ cors }, said] = read(readCors, { "enable-cors": "true", ...short });
  return { cors, said };
}

Deno.test("readCors() has the controller's defaults", () => {
  assertEquals(cors({}), {
    cors: {
      allowOrigins: ["*"],
      allowMethods: ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"],
      allowHeaders: [
        ...["DNT", "Keep-Alive", "User-Agent", "X-Requested-With", "If-Modified-Since"],
        ...["Cache-Control", "Content-Type", "Range", "Authorization"],
      ],
      exposeHeaders: [],
      allowCredentials: true,
      maxAge: 1728000,
      answersAllOptions: true,
    },
    said: [],
  });
});

Deno.test("readCors() does nothing unless it is enabled", () => {
  for (const value of ["false", null]) {
    assertEquals(cors({ "enable-cors": value, "cors-allow-origin": "https://a.example" }), {
      cors: undefined,
      said: [],
    });
  }
});

Deno.test("readCors() takes each of the settings", () => {
  assertEquals(
    cors({
      "cors-allow-origin": "https://a.example:4443, https://*.b.example, null",
      "cors-allow-methods": "GET, OPTIONS",
      "cors-allow-headers": "X-A, X_B",
      "cors-expose-headers": "*, X-C",
      "cors-allow-credentials": "false",
      "cors-max-age": 600,
    }),
    {
      cors: {
        allowOrigins: ["https://a.example:4443", "https://*.b.example", "null"],
        allowMethods: ["GET", "OPTIONS"],
        allowHeaders: ["X-A", "X_B"],
        exposeHeaders: ["*", "X-C"],
        allowCredentials: false,
        maxAge: 600,
        answersAllOptions: true,
      },
      said: [],
    },
  );
});

Deno.test("readCors() says which values are none, and has the defaults in their place", () => {
  const { cors: found, said } = cors({
    "cors-allow-origin": "a.example, https://b.example",
    "cors-allow-methods": "GET;",
    "cors-allow-headers": "{x}",
    "cors-expose-headers": "a\nb",
    "cors-max-age": "-1",
  });
  assertEquals(found?.allowOrigins, ["https://b.example"]);
  assertEquals([found?.allowMethods?.length, found?.exposeHeaders], [6, []]);
  assertEquals(said, [
    "warning invalid-cors-allow-origin",
    "warning invalid-cors-allow-methods",
    "warning invalid-cors-allow-headers",
    "warning invalid-cors-expose-headers",
    "warning invalid-cors-max-age",
  ]);
});
