import { assertEquals, assertStringIncludes } from "@std/assert";
import { make } from "./_testing.ts";

Deno.test("writeConfig() answers preflights of all origins, and lets the named ones in", async () => {
  const cors = { allowOrigins: ["https://a.example"], allowMethods: ["*"], allowCredentials: true };
  const { text, said } = await make([{ cors }]);
  const flat = text.replace(/^\t+/gm, "");
  assertStringIncludes(
    flat,
    `@r1q {\nmethod OPTIONS\nexpression "{http.request.header.Access-Control-Request-Method} != \\"\\""\n}\nhandle @r1q {\nrespond 204\n}\n`,
  );
  // Where a page may send passwords, a star would be a method of that name.
  assertStringIncludes(
    flat,
    'Access-Control-Allow-Methods "{http.request.header.Access-Control-Request-Method}"\n',
  );
  assertEquals(said, []);
});
