import { aptPackage } from "./apt.ts";
import type { Source } from "./ensure.ts";
import { run } from "./run.ts";
import type { Workshop } from "./workshop.ts";

/** Programs of Java, each started by a script of its own. */
export interface JavaPrograms {
  /** Artifacts as `group:name:version`; what they depend on comes along. */
  artifacts: string[];
  /** Their version, which a file `version` in the folder says. */
  version: string;
  /** Classes by the names of the scripts that start them. */
  scripts: Record<string, string>;
}

/** Makes a folder of programs out of Maven Central: what they are made of is in `libs`, the scripts in `bin`. */
export function mavenArtifacts({ artifacts, version, scripts }: JavaPrograms): Source {
  return {
    name: `Maven Central's ${artifacts[0]}`,
    async get(to, workshop) {
      await ensureMaven(workshop);
      const cwd = await workshop.folder("maven");
      await Deno.mkdir(`${to}/bin`, { recursive: true });
      await Deno.writeTextFile(`${cwd}/pom.xml`, projectOf(artifacts));
      const flags = ["--batch-mode", "--quiet", `-Dmaven.repo.local=${cwd}/repository`];
      const goal = ["dependency:copy-dependencies", `-DoutputDirectory=${to}/libs`];
      await run("mvn", [...flags, ...goal], { cwd, signal: workshop.signal });
      for (const [name, main] of Object.entries(scripts)) {
        await Deno.writeTextFile(`${to}/bin/${name}`, scriptOf(main), { mode: 0o755 });
      }
      await Deno.writeTextFile(`${to}/version`, `version ${version}\n`);
    },
  };
}

async function ensureMaven(workshop: Workshop): Promise<void> {
  try {
    await run("mvn", ["--version"], { signal: workshop.signal });
  } catch {
    const maven = aptPackage("maven");
    await workshop.inTurn(maven.queue!, () => maven.get("", workshop));
  }
}

function projectOf(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [group, name, version] = artifact.split(":");
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>programs</groupId><artifactId>programs</artifactId><version>1</version>
<dependencies>${dependencies.join("\n")}</dependencies>
</project>
`;
}

function scriptOf(main: string): string {
  return `#!/bin/sh
exec java \${KAFKA_HEAP_OPTS:--Xmx512m} \${KAFKA_OPTS:-} -XX:TieredStopAtLevel=1 \\
  -cp "$(dirname "$(readlink -f "$0")")/../libs/*" ${main} "$@"
`;
}
