/**
 * An image that is built from what the user works on: `images.*.build` and `develop` in dekube.yaml.
 *
 * @module
 */

import { join } from "@std/path";
import { client, service, stream, workload } from "./_manifests.ts";
import { e2e, tool } from "./_setting.ts";
import { docker } from "./_command.ts";
import { Stack } from "./_stack.ts";

const IMAGE = "registry.example/shop/page:1";

/** What serves a page that the image has. */
const DOCKERFILE = `FROM dekube-e2e/busybox
COPY www /www
CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]
`;

/** Has it be the user's own to build. */
const IMAGES = {
  "registry.example/shop/page": {
    build: "./page",
    develop: { watch: [{ action: "sync", path: "./page/www", target: "/www" }] },
  },
};

/** The project, with a folder that the image is built from. */
async function project(name: string) {
  const stack = await Stack.convert({
    name,
    manifests: stream(
      workload("shop/page", { container: { image: IMAGE, ports: [{ containerPort: 8080 }] } }),
      service("shop/page", { port: 80, targetPort: "8080" }),
      client("shop/client"),
    ),
    config: { images: IMAGES },
  });
  await Deno.mkdir(join(stack.dir, "page/www"), { recursive: true });
  await Deno.writeTextFile(join(stack.dir, "page/Dockerfile"), DOCKERFILE);
  await docker(["tag", "dekube-e2e/busybox", "example/tools:1"]);
  return {
    stack,
    write: (text: string) => Deno.writeTextFile(join(stack.dir, "page/www/index.html"), text),
    shows: (text: string) =>
      stack.eventually(
        () => stack.sh("client", "wget -q -O - http://page.shop.svc:8080/"),
        (answer) => answer === text,
      ),
  };
}

e2e("an image is built from the folder that dekube.yaml names, and again when asked", {
  needs: ["docker"],
}, async () => {
  const { stack, write, shows } = await project("build");

  await write("one");
  await stack.docker(["build"]);
  await stack.start();
  await shows("one");

  await write("two");
  await stack.docker(["up", "--detach", "--build"]);
  await shows("two");

  await stack.down();
});

e2e("docker compose watch keeps a container up to date with the folder", {
  needs: ["docker", "docker-compose"],
}, async () => {
  const { stack, write, shows } = await project("watch");
  await write("one");
  await stack.docker(["build"]);
  await stack.start();
  await shows("one");

  const watching = new Deno.Command(tool("docker-compose"), {
    args: ["--project-name", stack.name, "watch", "--no-up"],
    cwd: stack.dir,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    // It does not say when it has begun to watch, so the file is written again until it is seen.
    // It syncs only once a folder is still for half a second: writing at each question starves it.
    let written = -Infinity;
    await stack.eventually(async () => {
      if (performance.now() - written > 5_000) {
        await write("two");
        written = performance.now();
      }
      return await stack.sh("client", "wget -q -O - http://page.shop.svc:8080/");
    }, (answer) => answer === "two");
  } finally {
    watching.kill("SIGINT");
    await watching.status;
  }
  await shows("two");

  await stack.down();
});
