import { assertEquals } from "@std/assert";
import { bare, convertOne, podOf, said, serviceOf, workload } from "./_testing.ts";

/** A service of a container and a pod with these securityContexts. */
const secured = (container: unknown, pod?: unknown) =>
  serviceOf(podOf({ securityContext: container }, { securityContext: pod }));

Deno.test("convertSecurity() is uid and gid when both are given", async () => {
  assertEquals(await secured({ runAsUser: 1000 }), { user: "1000" });
  assertEquals(await secured({ runAsUser: 1000, runAsGroup: 2000 }), { user: "1000:2000" });
  assertEquals(await secured({ runAsUser: 0, runAsGroup: 0 }), { user: "0:0" });
});

Deno.test("convertSecurity() takes the container's word before the pod's", async () => {
  const pod = { runAsUser: 1, runAsGroup: 2 };
  assertEquals(await secured({ runAsUser: 0 }, pod), { user: "0:2" });
  assertEquals(await secured(null, pod), { user: "1:2" });
  assertEquals(await secured({ runAsUser: null }, pod), { user: "1:2" });
});

Deno.test("convertSecurity() adds the pod's further groups, each once", async () => {
  assertEquals(
    await secured({ runAsUser: 1 }, { fsGroup: 10, supplementalGroups: [20, null, 10] }),
    { user: "1", group_add: ["10", "20"] },
  );
});

Deno.test("convertSecurity() adds the group when there is no user to set it with, and says so", async () => {
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "web", podOf({ securityContext: { runAsGroup: 5 } })),
  ]);
  assertEquals(bare(services.web), { group_add: ["5"] });
  assertEquals(said({ diagnostics }), [
    "group-without-user containers[app].securityContext.runAsGroup",
  ]);
});

Deno.test("convertSecurity() says once of a pod that its group has no user", async () => {
  const containers = ["app", "log", "own"].map((name) => ({
    name,
    image: name,
    ...(name === "own" ? { securityContext: { runAsGroup: 6 } } : {}),
  }));
  const { diagnostics } = await convertOne([
    workload("Deployment", "web", { securityContext: { runAsGroup: 5 }, containers }),
  ]);
  assertEquals(said({ diagnostics }), [
    "group-without-user securityContext.runAsGroup",
    "group-without-user containers[own].securityContext.runAsGroup",
  ]);
});

Deno.test("convertSecurity() keeps privileges and capabilities", async () => {
  assertEquals(
    await secured({
      privileged: true,
      readOnlyRootFilesystem: true,
      capabilities: { add: ["NET_ADMIN", null, "NET_ADMIN"], drop: ["ALL"] },
    }),
    { privileged: true, cap_add: ["NET_ADMIN"], cap_drop: ["ALL"], read_only: true },
  );
});

Deno.test("convertSecurity() grants nothing when the manifest does not", async () => {
  const none = {
    privileged: false,
    readOnlyRootFilesystem: false,
    allowPrivilegeEscalation: true,
    capabilities: {},
    runAsNonRoot: true,
  };
  assertEquals(await secured(none, {}), {});
  assertEquals(await secured({ privileged: "true" }), {});
});

Deno.test("convertSecurity() forbids new privileges, unless the container has them all", async () => {
  assertEquals(await secured({ allowPrivilegeEscalation: false }), {
    security_opt: ["no-new-privileges:true"],
  });
  assertEquals(await secured({ allowPrivilegeEscalation: false, privileged: true }), {
    privileged: true,
  });
});

Deno.test("convertSecurity() turns seccomp and AppArmor off when the profile is Unconfined", async () => {
  const unconfined = { type: "Unconfined" };
  assertEquals(await secured({ seccompProfile: unconfined, appArmorProfile: unconfined }), {
    security_opt: ["seccomp=unconfined", "apparmor=unconfined"],
  });
  assertEquals(await secured({}, { seccompProfile: unconfined, appArmorProfile: unconfined }), {
    security_opt: ["seccomp=unconfined", "apparmor=unconfined"],
  });
});

Deno.test("convertSecurity() leaves Docker's profiles when they are the runtime's", async () => {
  const runtime = { type: "RuntimeDefault" };
  assertEquals(
    await secured({ seccompProfile: runtime, appArmorProfile: runtime }, {
      seccompProfile: { type: "Unconfined" },
    }),
    {},
  );
});

Deno.test("convertSecurity() names an AppArmor profile of the host", async () => {
  assertEquals(await secured({ appArmorProfile: { type: "Localhost", localhostProfile: "p" } }), {
    security_opt: ["apparmor=p"],
  });
  assertEquals(await secured({ appArmorProfile: { type: "Localhost" } }), {});
});

Deno.test("convertSecurity() says so when a seccomp profile lies on the nodes", async () => {
  const securityContext = { seccompProfile: { type: "Localhost", localhostProfile: "p.json" } };
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "web", podOf({ securityContext })),
  ]);
  assertEquals(bare(services.web), {});
  assertEquals(said({ diagnostics }), ["seccomp-profile containers[app].securityContext"]);
});

Deno.test("convertSecurity() keeps SELinux labels", async () => {
  assertEquals(
    await secured({}, { seLinuxOptions: { level: "s0:c1,c2", type: "spc_t", user: null } }),
    { security_opt: ["label=type:spc_t", "label=level:s0:c1,c2"] },
  );
});

Deno.test("convertSecurity() takes all from a container when nobody can tell what it is kept from", async () => {
  const strictest = {
    user: "65534:65534",
    cap_drop: ["ALL"],
    read_only: true,
    security_opt: ["no-new-privileges:true"],
  };
  const unclear = async (container: unknown, pod?: unknown) => {
    const { services, diagnostics } = await convertOne([
      workload(
        "Deployment",
        "web",
        podOf({ securityContext: container }, { securityContext: pod }),
      ),
    ]);
    return {
      service: bare(services.web),
      said: said({ diagnostics }).filter((code) => code.startsWith("unclear-security")),
    };
  };
  for (const odd of ["restricted", "", [], [{ runAsUser: 1000 }], true, 0]) {
    assertEquals(await unclear(odd), {
      service: strictest,
      said: ["unclear-security containers[app].securityContext"],
    });
    assertEquals(await unclear({}, odd), {
      service: strictest,
      said: ["unclear-security securityContext"],
    });
  }
  for (const odd of ["ALL", { drop: "ALL" }, [], true]) {
    assertEquals(await unclear({ capabilities: odd }), {
      service: { cap_drop: ["ALL"] },
      said: ["unclear-security containers[app].securityContext.capabilities"],
    });
  }
  for (const odd of ["joe", "", [1000], {}, true]) {
    assertEquals(await unclear({ runAsUser: odd }), {
      service: { user: "65534" },
      said: ["unclear-security containers[app].securityContext.runAsUser"],
    });
  }
});

Deno.test("convertSecurity() reads what is quoted as it was meant", async () => {
  assertEquals(await secured({ runAsUser: "1000", runAsGroup: "2000" }), { user: "1000:2000" });
  for (const odd of ["true", "yes", 1, ["x"], {}]) {
    assertEquals(await secured({ readOnlyRootFilesystem: odd }), { read_only: true });
  }
  for (const odd of ["false", "no", 0, ["x"], {}, ""]) {
    assertEquals(await secured({ allowPrivilegeEscalation: odd }), {
      security_opt: ["no-new-privileges:true"],
    });
  }
  const off = { readOnlyRootFilesystem: "false", allowPrivilegeEscalation: "true" };
  assertEquals(await secured(off), {});
});
