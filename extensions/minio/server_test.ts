import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { isInstalled, needsTool } from "../../tools/needs_tool.ts";
import { app, CONFIGURATION, convert, object, pool, tenant, user } from "./_testing.ts";
import { RunningMinio } from "../../tools/running_minio.ts";

/** The test of a real server is also a test of its client. */
function needsMinio(name: string) {
  return needsTool(name, isInstalled("minio") ? "mc" : "minio", "go install of github.com/minio");
}

/** What an application does with what it is given. */
const USE = `set -eu
config=$(mktemp -d); trap 'rm -r "$config"' EXIT
mkdir -p "$config/certs/CAs"
if [ -n "\${CA:-}" ]; then printf '%s\\n' "$CA" > "$config/certs/CAs/ca.crt"; fi
client() { mc --config-dir "$config" "$@"; }
client alias set s3 "$S3_ENDPOINT" "$KEY" "$SECRET" >/dev/null
echo "kept" | client pipe "s3/$BUCKET/file" >/dev/null
echo "content: $(client cat "s3/$BUCKET/file")"
echo "buckets: $(client ls s3 | sed 's/.* //' | tr '\\n' ' ')"
`;

Deno.test({
  ...needsMinio(
    "a server with users, buckets and a certificate serves who reads the Tenant's Secrets",
  ),
  async fn() {
    const manifests = [
      tenant({
        users: [{ name: "ann" }, { name: "bob" }],
        buckets: [{ name: "files" }, { name: "kept", objectLock: true }],
      }),
      CONFIGURATION,
      user("ann"),
      app({
        S3_ENDPOINT: "https://minio.shop.svc.cluster.local",
        CA: ["store-tls", "public.crt"],
        KEY: ["bob", "CONSOLE_ACCESS_KEY"],
        SECRET: ["bob", "CONSOLE_SECRET_KEY"],
        BUCKET: "files",
      }),
    ];
    const first = await convert(manifests);
    await using server = await RunningMinio.start(first);
    const setup = await server.run("store-setup");
    assert(setup.success, setup.said);
    const used = await server.run("app", USE);
    assert(used.success, used.said);
    assertStringIncludes(used.said, "content: kept\n");
    assertStringIncludes(used.said, "buckets: files/ kept/ \n");
    // It runs at every start, and what was made up is the same then.
    const second = await convert(manifests, { previous: first });
    await server.write(second);
    const again = await server.run("store-setup");
    assert(again.success, again.said);
    const later = await server.run("app", USE);
    assert(later.success, later.said);
  },
});

Deno.test({
  ...needsMinio("a server of several drives speaks HTTP to the commands of a MinIOJob"),
  async fn() {
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{
        Effect: "Allow",
        Action: ["s3:*"],
        Resource: ["arn:aws:s3:::own", "arn:aws:s3:::own/*"],
      }],
    });
    const job = object("job.min.io/v1alpha1", "MinIOJob", "jobs", {
      spec: {
        tenant: { name: "store", namespace: "shop" },
        commands: [
          {
            name: "grant",
            op: "admin/policy/attach",
            args: { policy: "own-only", user: "carl" },
            dependsOn: ["policy", "user"],
          },
          { name: "bucket", op: "make-bucket", args: { name: "own" } },
          { name: "policy", op: "admin/policy/create", args: { name: "own-only", policy } },
          { name: "user", op: "admin/user/add", args: { user: "carl", password: "carl secret" } },
          { name: "other", command: ["mc", "mb", "--ignore-existing", "myminio/other"] },
        ],
      },
    });
    const conversion = await convert([
      tenant({
        requestAutoCert: false,
        pools: [pool({ servers: 4, volumesPerServer: 4 })],
        subPath: "/data",
        env: [{ name: "MINIO_STORAGE_CLASS_STANDARD", value: "EC:4" }],
      }),
      CONFIGURATION,
      job,
      app({
        S3_ENDPOINT: "http://minio.shop.svc.cluster.local",
        KEY: "carl",
        SECRET: "carl secret",
        BUCKET: "own",
      }),
    ]);
    await using server = await RunningMinio.start(conversion);
    for (let time = 0; time < 2; time++) {
      for (const name of ["policy", "user", "grant", "bucket"]) {
        const { success, said } = await server.run(`jobs-init-${name}`);
        assert(success, said);
      }
      const last = await server.run("jobs");
      assert(last.success, last.said);
    }
    const used = await server.run("app", USE);
    assert(used.success, used.said);
    // The policy opens one bucket of the two.
    assertStringIncludes(used.said, "buckets: own/ \n");
    assertEquals(conversion.project.services["jobs-init-bucket"].restart, "on-failure:6");
  },
});

Deno.test({
  ...needsMinio("a server encrypts with a key of its own when the Tenant asks for KES"),
  async fn() {
    const conversion = await convert([
      tenant({
        requestAutoCert: false,
        kes: { kesSecret: { name: "kes" }, keyName: "tenant-key" },
        buckets: [{ name: "files" }],
      }),
      CONFIGURATION,
      app({
        S3_ENDPOINT: "http://minio.shop.svc.cluster.local",
        KEY: "root",
        SECRET: "root pass$word",
      }),
    ]);
    await using server = await RunningMinio.start(conversion);
    const setup = await server.run("store-setup");
    assert(setup.success, setup.said);
    const { success, said } = await server.run(
      "app",
      `set -eu; config=$(mktemp -d); trap 'rm -r "$config"' EXIT
      client() { mc --config-dir "$config" "$@"; }
      client alias set s3 "$S3_ENDPOINT" "$KEY" "$SECRET" >/dev/null
      echo x | client pipe --enc-kms s3/files=tenant-key s3/files/x >/dev/null
      client stat s3/files/x; client admin kms key status s3 tenant-key`,
    );
    assert(success, said);
    assertStringIncludes(said, "SSE-KMS");
  },
});
