/**
 * Applications whose jobs wait in a RabbitMQ of its cluster operator's.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { browse } from "../_chart.ts";
import type { Stack } from "../_stack.ts";
import { applicationTest, resource, restart } from "./_application.ts";

const API = "rabbitmq.com/v1beta1";

const BROKER = resource(API, "RabbitmqCluster", "jobs", {
  replicas: 3,
  resources: { requests: { memory: "512Mi" }, limits: { memory: "512Mi" } },
  persistence: { storage: "1Gi" },
});

const IMAGE = { "rabbitmq:4.3.4-management": "rabbitmq" } as const;

const rabbitmqClusterReference = { name: "jobs" };

/** Whether the broker knows a user by a password. */
async function knows(stack: Stack, user: string, password: string): Promise<boolean> {
  const line = `rabbitmqctl authenticate_user '${user}' '${password}'`;
  const { code } = await stack.docker(["exec", "-T", "jobs-server", "sh", "-c", line], {
    anyCode: true,
  });
  return code === 0;
}

/** What a worker has done, in an emptyDir, which stays as long as the project's volumes do. */
function brewed(stack: Stack, worker: string, wanted: string): Promise<string> {
  return stack.eventually(
    () => stack.sh(worker, "cat /data/brewed"),
    (text) => text === wanted,
    120_000,
  );
}

applicationTest({
  operator: "rabbitmq",
  application: "celery",
  does: "does jobs that Flower hands it, and those that waited over down and up",
  values: {
    broker: { existingSecret: "jobs-default-user" },
    flower: { basicAuth: "cook:tea-for-two" },
    tasks: `from celery import Celery

app = Celery("shop")
app.conf.broker_connection_retry_on_startup = True

@app.task(name="brew")
def brew(kind):
    with open("/data/brewed", "a") as file:
        file.write(kind + "\\n")
`,
  },
  resources: [BROKER],
  images: { ...IMAGE, "celery:5.7.0": "celery" },
  async check(stack) {
    const send = (kind: string, password = "tea-for-two") =>
      browse(
        stack,
        "jobs.example.test/api/task/send-task/brew",
        ...["--user", `cook:${password}`, "--json", JSON.stringify({ args: [kind] })],
      );
    const isSent = ({ status }: { status: number }) => status === 200;
    await stack.eventually(() => send("Assam"), isSent, 120_000);
    await brewed(stack, "celery-worker", "Assam");
    assertEquals((await send("Lapsang", "guessed")).status, 401);

    await stack.docker(["stop", "celery-worker"]);
    assertEquals((await send("Darjeeling")).status, 200);
    await restart(stack);
    await brewed(stack, "celery-worker", "Assam\nDarjeeling");

    const address = new URL(
      stack.compose.services["celery-worker"].environment.CELERY_BROKER_URL,
    );
    assertEquals(await knows(stack, address.username, address.password), true);
    assertEquals(await knows(stack, address.username, "guessed"), false);
    assertEquals(await knows(stack, "guest", "guest"), false);
  },
});

applicationTest({
  operator: "rabbitmq",
  application: "dramatiq",
  does: "does the jobs of its own virtual host as a user who may go to no other",
  values: {
    rabbitmq: {
      brokerSecret: "jobs-default-user",
      userSecret: "cook-user-credentials",
      virtualHost: "kitchen",
    },
    tasks: `import os
import dramatiq
import pika
from dramatiq.brokers.rabbitmq import RabbitmqBroker

def broker(virtual_host=os.environ["RABBITMQ_VHOST"], password=os.environ["RABBITMQ_PASSWORD"]):
    return RabbitmqBroker(
        host=os.environ["RABBITMQ_HOST"],
        port=int(os.environ["RABBITMQ_PORT"]),
        virtual_host=virtual_host,
        credentials=pika.PlainCredentials(os.environ["RABBITMQ_USERNAME"], password),
    )

dramatiq.set_broker(broker())

@dramatiq.actor
def brew(kind):
    with open("/data/brewed", "a") as file:
        file.write(kind + "\\n")
`,
  },
  resources: [
    BROKER,
    resource(API, "Vhost", "kitchen", { name: "kitchen", rabbitmqClusterReference }),
    resource(API, "User", "cook", { rabbitmqClusterReference }),
    resource(API, "Permission", "cook", {
      vhost: "kitchen",
      userReference: { name: "cook" },
      permissions: { configure: ".*", write: ".*", read: ".*" },
      rabbitmqClusterReference,
    }),
  ],
  images: { ...IMAGE, "dramatiq:2.2.1": "dramatiq" },
  async check(stack) {
    const python = (line: string) =>
      stack.docker(["exec", "-T", "dramatiq", "python3.11", "-c", `import shop; ${line}`], {
        anyCode: true,
      });
    const send = async (kind: string) => (await python(`shop.brew.send("${kind}")`)).code;
    await stack.eventually(() => send("Assam"), (code) => code === 0, 120_000);
    await brewed(stack, "dramatiq", "Assam");
    await restart(stack);
    await stack.eventually(() => send("Darjeeling"), (code) => code === 0, 120_000);
    await brewed(stack, "dramatiq", "Assam\nDarjeeling");

    assertStringIncludes(
      (await python('shop.broker(password="guessed").connection')).stderr,
      "ACCESS_REFUSED",
    );
    assertStringIncludes((await python('shop.broker("/").connection')).stderr, "access to vhost");
  },
});
