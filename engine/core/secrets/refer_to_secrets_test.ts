import { assertEquals } from "@std/assert";
import type { Config, Secret } from "../../../pacts/mod.ts";
import { NotedVariables } from "./noted_variables.ts";
import { referToSecrets } from "./refer_to_secrets.ts";

const owner = { kind: "Deployment", namespace: "shop", name: "web" };

function secret(name: string, stringData: Record<string, string>, namespace = "shop"): Secret {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, stringData };
}

/** What a service of the Deployment web becomes; `reads` are its variables, by Secret and key. */
function referred(
  service: Record<string, unknown>,
  secrets: Secret[],
  reads: Record<string, [secret: string, key: string, isWhole?: boolean][]> = {},
  config: Partial<Config> = {},
) {
  const noted = new NotedVariables();
  for (const [variable, sources] of Object.entries(reads)) {
    const values = sources.map(([name, key]) => ({
      namespace: "shop",
      secret: name,
      key,
      value: secrets.find(({ metadata }) => metadata.name === name)!.stringData![key]!,
    }));
    noted.note(owner, variable, values, sources[0][2] ?? sources.length === 1);
  }
  const { project, variables } = referToSecrets({ name: "shop", services: { web: service } }, {
    secrets,
    noted,
    services: { web: { owner } },
    config: { overrides: {}, services: {}, ...config },
  });
  return { web: project.services.web as unknown, variables };
}

Deno.test("referToSecrets() refers to a variable wherever one of the pod's is a Secret's, whatever its value", () => {
  assertEquals(
    referred(
      { image: "a", environment: { USER: "a", PASSWORD: "p$$w", OTHER: "a" } },
      [secret("db", { user: "a", password: "p$w" })],
      { USER: [["db", "user"]], PASSWORD: [["db", "password"]] },
    ),
    {
      web: {
        image: "a",
        environment: {
          USER: "${SECRET_DB_USER:?}",
          PASSWORD: "${SECRET_DB_PASSWORD:?}",
          OTHER: "a",
        },
      },
      variables: { SECRET_DB_USER: "a", SECRET_DB_PASSWORD: "p$w" },
    },
  );
});

Deno.test("referToSecrets() keeps what was made of a value, under a name of its own where both are used", () => {
  const { web, variables } = referred(
    { environment: { URL: "http://api:80/", RAW: "http://api.shop.svc/" } },
    [secret("app", { url: "http://api.shop.svc/" })],
    { URL: [["app", "url"]], RAW: [["app", "url"]] },
  );
  assertEquals(web, { environment: { URL: "${SECRET_APP_URL:?}", RAW: "${SECRET_APP_URL_2:?}" } });
  assertEquals(variables, {
    SECRET_APP_URL: "http://api:80/",
    SECRET_APP_URL_2: "http://api.shop.svc/",
  });
});

Deno.test("referToSecrets() finds values within longer texts, and leaves words that they are parts of", () => {
  const secrets = [
    secret("db", { username: "postgres", password: "hunter2", "api-token": "to/ken+1234567890" }),
  ];
  const service = {
    command: ["serve", "--url=pg://postgres:hunter2@db", "hunter22", "postgres"],
    healthcheck: {
      test: ["CMD-SHELL", "curl -H 'X: to/ken+1234567890' 'h?t=to%2Fken%2B1234567890'"],
    },
    environment: { LINE: "user=postgres password=hunter2", DB_PASSWORD: "hunter2" },
    labels: { a: "to/ken+1234567890", "dekube.io/name": "postgres" },
    image: "hunter2",
  };
  assertEquals(referred(service, secrets).web, {
    command: ["serve", "--url=pg://postgres:${SECRET_DB_PASSWORD:?}@db", "hunter22", "postgres"],
    healthcheck: {
      test: [
        "CMD-SHELL",
        "curl -H 'X: ${SECRET_DB_API_TOKEN:?}' 'h?t=${SECRET_DB_API_TOKEN_2:?}'",
      ],
    },
    environment: {
      LINE: "user=postgres password=${SECRET_DB_PASSWORD:?}",
      DB_PASSWORD: "${SECRET_DB_PASSWORD:?}",
    },
    labels: { a: "${SECRET_DB_API_TOKEN:?}", "dekube.io/name": "postgres" },
    image: "hunter2",
  });
});

Deno.test("referToSecrets() finds each value of a text that is known to be made of several", () => {
  const { web } = referred(
    { environment: { URL: "pg://me:you@db" } },
    [secret("db", { user: "me", password: "you" })],
    { URL: [["db", "user", false], ["db", "password", false]] },
  );
  assertEquals(web, {
    environment: { URL: "pg://${SECRET_DB_USER:?}:${SECRET_DB_PASSWORD:?}@db" },
  });
});

Deno.test("referToSecrets() takes what generates a password for its Secret's, by the variable's name", () => {
  const { web } = referred(
    { environment: { POSTGRES_PASSWORD: "postgres", POSTGRES_USER: "postgres" } },
    [secret("db", { password: "postgres" }, "other")],
  );
  assertEquals(web, {
    environment: { POSTGRES_PASSWORD: "${SECRET_DB_PASSWORD:?}", POSTGRES_USER: "postgres" },
  });
});

Deno.test("referToSecrets() leaves what the user set, and what Compose fills in", () => {
  const environment = { PASSWORD: "mine", TOKEN: "${TOKEN:-hunter2}" };
  const { web, variables } = referred(
    { environment },
    [secret("db", { password: "hunter2" })],
    { PASSWORD: [["db", "password"]] },
    { overrides: { web: { environment: { PASSWORD: "mine" } } } },
  );
  assertEquals([web, variables], [{ environment }, {}]);
});

Deno.test("referToSecrets() tells Secrets apart whose names make one", () => {
  const { web } = referred(
    { environment: { A_TOKEN: "first-token", B_TOKEN: "other-token", C_TOKEN: "third-token" } },
    [
      secret("a-b", { token: "first-token" }),
      secret("a.b", { token: "other-token" }),
      secret("a-b", { token: "third-token" }, "blog"),
    ],
  );
  assertEquals(web, {
    environment: {
      A_TOKEN: "${SECRET_SHOP_A_B_TOKEN:?}",
      B_TOKEN: "${SECRET_SHOP_A_B_TOKEN_2:?}",
      C_TOKEN: "${SECRET_BLOG_A_B_TOKEN:?}",
    },
  });
});

Deno.test("referToSecrets() takes no character of a text for a reference of its own", () => {
  const odd = "x\u{f0000}0\u{f0001}y\u{f5c1e}0\u{f5c1f}";
  assertEquals(
    referred({ environment: { A: odd, PASSWORD: "s3cretpass" } }, [
      secret("db", { password: "s3cretpass" }),
    ], { PASSWORD: [["db", "password"]] }),
    {
      web: { environment: { A: odd, PASSWORD: "${SECRET_DB_PASSWORD:?}" } },
      variables: { SECRET_DB_PASSWORD: "s3cretpass" },
    },
  );
});

Deno.test("referToSecrets() refers to variables in words that were made with values, in what they became too", () => {
  const noted = new NotedVariables();
  const values = { pin: "12", url: "pg://db", user: "sh" };
  const of = (key: keyof typeof values) => [
    { namespace: "shop", secret: "db", key, value: values[key] },
  ];
  noted.noteWord(owner, "--pin=12", of("pin"));
  noted.noteWord(owner, "ask http://api.shop.svc/12 xpg://dby", [...of("pin"), ...of("url")]);
  const service = {
    entrypoint: ["sh", "-c"],
    command: ["--pin=12", "ask http://api:80/12 xpg://dby", "--port=8012"],
  };
  const { project } = referToSecrets({ name: "shop", services: { web: service } }, {
    secrets: [secret("db", values)],
    noted,
    services: { web: { owner } },
    config: { overrides: {}, services: {} },
  });
  assertEquals(project.services.web as unknown, {
    entrypoint: ["sh", "-c"],
    command: [
      "--pin=${SECRET_DB_PIN:?}",
      "ask http://api:80/${SECRET_DB_PIN:?} x${SECRET_DB_URL:?}y",
      "--port=8012",
    ],
  });
});
