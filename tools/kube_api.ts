/**
 * Holds the extension kube-api against the real programs: kube-apiserver, kine and kube-controller-manager, built from their Go
 * modules, and kubectl.
 *
 *     deno task kube-api
 *
 * It needs Go, a C compiler and kubectl (`deno run -A tools/jsr.ts run -A tools/e2e_tools.ts` gets one). The first run
 * builds the programs, which takes some ten minutes; they stay in `dekube-e2e/kube-api/` of the user's cache folder.
 */
import { fromFileUrl } from "@std/path";
import { ensurePrograms } from "./kube-api/programs.ts";

if (import.meta.main) {
  const { XDG_CACHE_HOME, HOME } = Deno.env.toObject();
  const cache = `${XDG_CACHE_HOME || `${HOME}/.cache`}/dekube-e2e`;
  const programs = await ensurePrograms(`${cache}/kube-api`);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "-A",
      "--quiet",
      fromFileUrl(new URL("kube-api/real_server.ts", import.meta.url)),
    ],
    env: {
      KUBE_API_PROGRAMS: JSON.stringify(programs),
      PATH: `${cache}/bin:${Deno.env.get("PATH")}`,
    },
  }).spawn().status;
  Deno.exit(code);
}
