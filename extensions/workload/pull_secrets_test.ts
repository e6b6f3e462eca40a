import { assertEquals } from "@std/assert";
import { convertOne, object, podOf, workload } from "./_testing.ts";

const credentials = (...registries: string[]) =>
  object("Secret", "regcred", {
    data: {
      ".dockerconfigjson": btoa(
        JSON.stringify({ auths: Object.fromEntries(registries.map((name) => [name, {}])) }),
      ),
    },
  });

const pulled = (image: string, pod: object = { imagePullSecrets: [{ name: "regcred" }] }) =>
  workload("Deployment", image.replace(/\W+/g, "-"), podOf({ image }, pod));

/** The commands that are named. */
async function logins(...manifests: object[]) {
  const { diagnostics } = await convertOne(manifests);
  return diagnostics.filter(({ code }) => code === "private-registry")
    .map(({ message }) => /docker login.*/.exec(message)?.[0]);
}

Deno.test("sayPullSecrets() names each registry once, with the command to log in", async () => {
  assertEquals(
    await logins(
      pulled("ghcr.io/acme/web:1"),
      pulled("ghcr.io/acme/db:1"),
      pulled("localhost:5000/x"),
      pulled("acme/web"),
    ),
    ["docker login ghcr.io", "docker login localhost:5000", "docker login"],
  );
});

Deno.test("sayPullSecrets() names only registries that the Secret has credentials for", async () => {
  const images = [pulled("ghcr.io/acme/web:1"), pulled("quay.io/acme/db:1"), pulled("nginx:1")];
  assertEquals(await logins(...images, credentials("https://quay.io", "other.test")), [
    "docker login quay.io",
  ]);
  assertEquals(await logins(...images, credentials("https://index.docker.io/v1/")), [
    "docker login",
  ]);
});

Deno.test("sayPullSecrets() knows the Secrets of the account that a pod runs as", async () => {
  const account = (name: string) =>
    object("ServiceAccount", name, { imagePullSecrets: [{ name: "regcred" }, null] });
  assertEquals(
    await logins(account("web"), pulled("ghcr.io/a/b", { serviceAccountName: "web" })),
    ["docker login ghcr.io"],
  );
  assertEquals(await logins(account("default"), pulled("ghcr.io/a/b", {})), [
    "docker login ghcr.io",
  ]);
});

Deno.test("sayPullSecrets() is silent when nobody has credentials", async () => {
  assertEquals(await logins(pulled("ghcr.io/a/b", {})), []);
  assertEquals(await logins(pulled("ghcr.io/a/b", { imagePullSecrets: [null, {}] })), []);
});
