/** What kube-api's program reads of a socket as Docker has it: the ordinary tests may reach none. */
import { assertEquals } from "@std/assert";
import { DockerContainers } from "../../tools/kube-api/program/docker.ts";
import { unless, WINDOWS } from "../../tools/unless.ts";

Deno.test({
  ...unless("DockerContainers reads the state of a pod's containers from the socket", WINDOWS),
  async fn() {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/docker.sock`;
    const listed = (name: string, State: string, Status: string) => ({
      State,
      Status,
      Labels: { "com.docker.compose.service": name },
    });
    const all = [
      listed("web", "running", "Up 3 seconds (healthy)"),
      listed("slow", "running", "Up 3 seconds (health: starting)"),
      listed("done", "exited", "Exited (0) 3 seconds ago"),
      listed("bad", "exited", "Exited (137) 3 seconds ago"),
    ];
    const server = Deno.serve({ path, onListen() {} }, () => Response.json(all));
    const docker = new DockerContainers(path, "p");
    await docker.refresh();
    const state = (...names: string[]) => docker.stateOf(names)!;
    assertEquals([state("web").running, state("web").healthy], [true, true]);
    assertEquals([state("web", "slow").running, state("web", "slow").healthy], [true, false]);
    assertEquals([state("done").ended, state("done").failed], [true, false]);
    assertEquals([state("bad").ended, state("bad").failed], [true, true]);
    assertEquals([state("missing").running, state("missing").ended], [false, false]);
    assertEquals(docker.stateOf([]), undefined);
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  },
});
