/**
 * Applications that keep objects in a tenant of MinIO's operator, over TLS that it has of its own.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { browse } from "../_chart.ts";
import { applicationTest, resource, restart, secret } from "./_application.ts";

const TENANT = [
  resource("minio.min.io/v2", "Tenant", "store", {
    image: "quay.io/minio/minio:RELEASE.2025-04-08T15-41-24Z",
    configuration: { name: "store-config" },
    requestAutoCert: true,
    pools: [{
      name: "pool-0",
      servers: 4,
      volumesPerServer: 1,
      volumeClaimTemplate: {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    }],
    buckets: [{ name: "tea" }],
    users: [{ name: "shop-user" }],
  }),
  secret("store-config", {
    "config.env": "export MINIO_ROOT_USER=root\nexport MINIO_ROOT_PASSWORD=secret-of-root\n",
  }),
  secret("shop-user", { CONSOLE_ACCESS_KEY: "shop", CONSOLE_SECRET_KEY: "secret-of-shop" }),
];

const S3 = {
  endpoint: "https://minio.shop.svc.cluster.local",
  bucket: "tea",
  existingSecret: "shop-user",
  accessKeyKey: "CONSOLE_ACCESS_KEY",
  secretKeyKey: "CONSOLE_SECRET_KEY",
  caSecret: "store-tls",
};

const IMAGE = {
  "quay.io/minio/minio:RELEASE.2025-04-08T15-41-24Z": "minio-with-client",
} as const;

/** A line that asks MinIO itself by a key of the tenant's user, with nothing but its certificate to trust. */
function mc(key: string, ...args: string[]): string {
  return [
    "export MC_CONFIG_DIR=/tmp/mc; mkdir -p /tmp/mc/certs/CAs",
    "cp /tmp/certs/public.crt /tmp/mc/certs/CAs/",
    `mc alias set store ${S3.endpoint}:9000 shop '${key}' >/tmp/said 2>&1 || { cat /tmp/said; exit 0; }`,
    `mc ${args.join(" ")} 2>&1`,
  ].join("; ");
}

applicationTest({
  operator: "minio",
  application: "rclone",
  does: "serves what it is given out of the tenant's bucket, over down and up",
  values: { s3: S3 },
  resources: TENANT,
  images: { ...IMAGE, "rclone/rclone:1.60.1": "rclone" },
  async check(stack) {
    const url = "files.example.test/assam.txt";
    const file = join(stack.dir, "assam.txt");
    await Deno.writeTextFile(file, "Assam, 100 g");
    await stack.eventually(
      () => browse(stack, url, "--upload-file", file),
      ({ status }) => status === 201,
      120_000,
    );
    const kept = () =>
      stack.eventually(
        () => stack.sh("store-pool-0", mc("secret-of-shop", "cat", "store/tea/assam.txt")),
        (text) => text === "Assam, 100 g",
        120_000,
      );
    await kept();
    await restart(stack);
    const { body } = await stack.eventually(
      () => browse(stack, url),
      ({ status }) => status === 200,
      120_000,
    );
    assertEquals(body, "Assam, 100 g");
    await kept();
    assertStringIncludes(
      await stack.sh("store-pool-0", mc("guessed-by-me", "ls", "store/tea")),
      "signature",
    );
  },
});

applicationTest({
  operator: "minio",
  application: "docker-registry",
  does: "keeps the layers of an image in the tenant's bucket, over down and up",
  values: { s3: { ...S3, endpoint: `${S3.endpoint}:9000` } },
  resources: TENANT,
  images: { ...IMAGE, "registry:2.8.2": "docker-registry" },
  async check(stack) {
    const url = "registry.example.test/v2/tea/blobs";
    const file = join(stack.dir, "layer");
    await Deno.writeTextFile(file, "Assam, 100 g");
    const digest = `sha256:${await sha256("Assam, 100 g")}`;
    const started = await stack.eventually(
      () => browse(stack, `${url}/uploads/`, "--request", "POST"),
      ({ status }) => status === 202,
      120_000,
    );
    const { pathname, search } = new URL(started.headers.get("location")!);
    const pushed = await browse(
      stack,
      `registry.example.test${pathname}${search}&digest=${digest}`,
      ...["--request", "PUT", "--header", "content-type: application/octet-stream"],
      ...["--data-binary", `@${file}`],
    );
    assertEquals(pushed.status, 201, pushed.body);
    await restart(stack);
    const { body } = await stack.eventually(
      () => browse(stack, `${url}/${digest}`),
      ({ status }) => status === 200,
      120_000,
    );
    assertEquals(body, "Assam, 100 g");
    assertStringIncludes(
      await stack.sh("store-pool-0", mc("secret-of-shop", "ls", "--recursive", "store/tea")),
      `${digest.slice("sha256:".length)}/data`,
    );
  },
});

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash).toHex();
}
