import { assertEquals } from "@std/assert";
import { Diagnostics } from "@dekube/engine/pacts";
import { cronJob } from "./_testing.ts";
import { readCronJob } from "./cron_job.ts";
import { ofeliaService } from "./ofelia.ts";

Deno.test("ofeliaService() starts each container on its schedule, with seconds and time zone", () => {
  const entries = [["a.b", ""], ["a-b", "Europe/Paris"]].map(([main, timeZone]) => ({
    job: readCronJob(cronJob(main, { spec: { timeZone } }), new Diagnostics()),
    run: { main, inits: [], sidecars: [], nativeSidecars: [], helpers: [] },
  }));
  const containerOf = (entry: { run: { main: string } }) => `demo-${entry.run.main}`;
  const service = ofeliaService(entries, { image: "example/ofelia", mark: "s3cret", containerOf });
  assertEquals(service, {
    image: "example/ofelia",
    command: ["daemon", "--docker", "-f", "label=dekube.io/scheduler-of=s3cret"],
    restart: "always",
    volumes: [{
      type: "bind",
      source: "/var/run/docker.sock",
      target: "/var/run/docker.sock",
      read_only: true,
    }],
    labels: {
      "ofelia.enabled": "true",
      "ofelia.service": "true",
      "dekube.io/scheduler-of": "s3cret",
      "ofelia.job-run.a-b-1.schedule": "0 0 2 * * *",
      "ofelia.job-run.a-b-1.container": "demo-a.b",
      "ofelia.job-run.a-b-1.no-overlap": "true",
      "ofelia.job-run.a-b-2.schedule": "TZ=Europe/Paris 0 0 2 * * *",
      "ofelia.job-run.a-b-2.container": "demo-a-b",
      "ofelia.job-run.a-b-2.no-overlap": "true",
    },
  });
});
