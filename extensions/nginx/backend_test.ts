import { assertEquals } from "@std/assert";
import { read, secret } from "./_testing.ts";
import { readBackend } from "./backend.ts";

Deno.test("readBackend() reads the protocol", () => {
  const scheme = (value: unknown) => {
    const [backend, said] = read(readBackend, { "backend-protocol": value });
    return [backend.scheme, ...said];
  };
  assertEquals(scheme(null), ["http"]);
  assertEquals(scheme("HTTP"), ["http"]);
  assertEquals(scheme("https"), ["https"]);
  assertEquals(scheme("GRPC"), ["h2c"]);
  assertEquals(scheme("GRPCS"), ["https"]);
  assertEquals(scheme("AUTO_HTTP"), ["http", "info backend-protocol-http"]);
  assertEquals(scheme("FCGI"), ["http", "warning unsupported-backend-protocol"]);
  assertEquals(scheme("AJP"), ["http", "warning invalid-backend-protocol"]);
});

Deno.test("readBackend() checks the backend's certificate only when that is asked for", () => {
  const https = { "backend-protocol": "HTTPS" };
  const ca = secret("ca", { "ca.crt": "…" });
  assertEquals(read(readBackend, { ...https, "proxy-ssl-secret": "shop/ca" }, [ca]), [
    { scheme: "https" },
    [],
  ]);
  assertEquals(
    read(readBackend, {
      ...https,
      "proxy-ssl-secret": "shop/ca",
      "proxy-ssl-verify": "on",
      "proxy-ssl-name": "web.internal",
    }, [ca]),
    [{
      scheme: "https",
      serverCaSecret: { namespace: "shop", name: "ca" },
      serverSni: "web.internal",
    }, []],
  );
  assertEquals(read(readBackend, { "proxy-ssl-secret": "shop/ca", "proxy-ssl-verify": "on" })[0], {
    scheme: "http",
  });
});

Deno.test("readBackend() says which parts of TLS are lost", () => {
  const https = { "backend-protocol": "HTTPS", "proxy-ssl-verify": "on" };
  const pair = secret("pair", { "ca.crt": "…", "tls.crt": "…", "tls.key": "…" });
  assertEquals(read(readBackend, { ...https, "proxy-ssl-secret": "pair" }, [pair])[1], [
    "warning unsupported-proxy-ssl-secret",
  ]);
  assertEquals(read(readBackend, https)[1], ["warning invalid-proxy-ssl-verify"]);
  assertEquals(
    read(readBackend, { ...https, "proxy-ssl-secret": "a/b/c", "proxy-ssl-name": "a b" }),
    [{ scheme: "https" }, [
      "warning invalid-proxy-ssl-secret",
      "warning invalid-proxy-ssl-verify",
      "warning invalid-proxy-ssl-name",
    ]],
  );
});

Deno.test("readBackend() reads timeouts, in seconds", () => {
  assertEquals(
    read(readBackend, {
      "proxy-read-timeout": "86400",
      "proxy-send-timeout": 60,
      "proxy-connect-timeout": "5",
    }),
    [{ scheme: "http", timeouts: { read: 86400, send: 60, connect: 5 } }, []],
  );
  assertEquals(read(readBackend, { "proxy-read-timeout": "60s", "proxy-send-timeout": "0" }), [
    { scheme: "http" },
    ["warning invalid-proxy-read-timeout", "warning invalid-proxy-send-timeout"],
  ]);
});

Deno.test("readBackend() reads the largest body as nginx writes sizes", () => {
  const size = (value: unknown) => {
    const [backend, said] = read(readBackend, { "proxy-body-size": value });
    return [backend.maxBodySize, ...said];
  };
  assertEquals(size("20m"), ["20m"]);
  assertEquals(size("1G"), ["1g"]);
  assertEquals(size(0), ["0"]);
  assertEquals(size(null), [undefined]);
  assertEquals(size("20MB"), [undefined, "warning invalid-proxy-body-size"]);
});

Deno.test("readBackend() reads the Host for the backend", () => {
  const host = (value: unknown) => {
    const [backend, said] = read(readBackend, { "upstream-vhost": value });
    return [backend.upstreamHost, ...said];
  };
  assertEquals(host("minio.meet.svc.cluster.local:9000"), ["minio.meet.svc.cluster.local:9000"]);
  assertEquals(host("[::1]:80"), ["[::1]:80"]);
  assertEquals(host("$http_host"), [undefined]);
  assertEquals(host("${host}"), [undefined]);
  assertEquals(host("$service_name.x"), [undefined, "warning unsupported-upstream-vhost"]);
  assertEquals(host('a"; return 200'), [undefined, "warning invalid-upstream-vhost"]);
});
