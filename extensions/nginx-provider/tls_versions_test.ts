/**
 * Which versions of TLS a real nginx speaks.
 */
import { assertEquals } from "@std/assert";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { echo } from "../../tools/echo.ts";
import { withNginx } from "../../tools/running_nginx.ts";
import { entry, make, served } from "./_testing.ts";

Deno.test({
  ...needsTool(
    "nginx serves a site over the versions of TLS that it asks for alone",
    "nginx",
    "Debian's nginx",
  ),
  async fn() {
    const web = echo("web");
    const site = (host: string, tls: object) => entry({ host, tls, upstream: web.upstream });
    const made = await make([
      site("any.example", {}),
      site("new.example", { minVersion: "1.3" }),
      site("old.example", { maxVersion: "1.2" }),
      site("older.example", { minVersion: "1.0", maxVersion: "1.1" }),
    ]);
    try {
      await withNginx(served(made), async (_ask, { https }) => {
        const served: Record<string, string[]> = {};
        for (const host of ["any", "new", "old", "older"]) {
          served[host] = [];
          for (const version of ["1", "1_1", "1_2", "1_3"]) {
            const { said } = await runTestTool("openssl", [
              ...["s_client", "-quiet", "-connect", `127.0.0.1:${https}`, `-tls${version}`],
              ...["-servername", `${host}.example`, "-cipher", "DEFAULT:@SECLEVEL=0"],
            ], `GET / HTTP/1.1\r\nHost: ${host}.example\r\nConnection: close\r\n\r\n`);
            if (said.includes("200 OK")) served[host].push(version);
          }
        }
        assertEquals(served, {
          any: ["1_2", "1_3"],
          new: ["1_3"],
          old: ["1_2"],
          older: ["1", "1_1"],
        });
      });
    } finally {
      await web.stop();
    }
  },
});
