import { assertEquals } from "@std/assert";
import type { ComposeService, Config } from "../../pacts/mod.ts";
import { contextOf, service, workload } from "./_testing.ts";
import { rewriteAddresses } from "./addresses.ts";
import { NAMESPACE_LABEL } from "./networks.ts";

const platform = [
  workload("shop/web"),
  service("shop/web", "web", { ports: [{ port: 80, targetPort: 8080 }] }),
  service("shop/mail", undefined, { type: "ExternalName", externalName: "smtp.example.com" }),
];

function rewrite(made: ComposeService, config: Partial<Config> = {}): ComposeService {
  const service = { labels: { [NAMESPACE_LABEL]: "shop" }, ...made };
  rewriteAddresses({ service }, contextOf(platform, config));
  const { labels: _labels, ...rest } = service;
  return rest;
}

Deno.test("rewriteAddresses() puts the container's port into environment and command line", () => {
  assertEquals(
    rewrite({
      environment: { URL: "http://web/x", PLAIN: "web" },
      entrypoint: ["serve", "--url=http://web:80"],
      command: ["http://web.shop.svc"],
    }),
    {
      environment: { URL: "http://web:8080/x", PLAIN: "web" },
      entrypoint: ["serve", "--url=http://web:8080"],
      command: ["http://web.shop.svc:8080"],
    },
  );
});

Deno.test("rewriteAddresses() writes a name outside the cluster when a variable is a Service that leads there", () => {
  assertEquals(rewrite({ environment: { SMTP_HOST: "mail" } }).environment, {
    SMTP_HOST: "smtp.example.com",
  });
});

Deno.test("rewriteAddresses() applies replacements to the environment, after all else", () => {
  const replacements = [{ old: "http://web:8080", new: "https://$1.example.com" }];
  assertEquals(rewrite({ environment: { URL: "http://web/x" } }, { replacements }).environment, {
    URL: "https://$1.example.com/x",
  });
});

Deno.test("rewriteAddresses() reads a short name in no namespace when the service has no label of one", () => {
  const service: ComposeService = { environment: { URL: "http://web:80" } };
  rewriteAddresses({ service }, contextOf([...platform, workload("b/web"), platform[1]]));
  assertEquals(service.environment, { URL: "http://web:8080" });
});

Deno.test("rewriteAddresses() leaves alone what an extension wrote otherwise", () => {
  const made = {
    environment: { PORT: 8080, ON: true, EMPTY: null },
    command: "serve http://web:80",
    entrypoint: ["serve", 80],
  } as unknown as ComposeService;
  assertEquals(rewrite(made), made);
  const list = { environment: ["URL=http://web:80"] } as unknown as ComposeService;
  assertEquals(rewrite(list), list);
});
