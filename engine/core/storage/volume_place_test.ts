import { assertEquals } from "@std/assert";
import { volumePlace } from "./volume_place.ts";

const login = {
  kind: "Secret",
  metadata: { name: "login", namespace: "shop" },
  stringData: { username: "me", password: "pa$s", domain: "corp" },
};

function placeOf(spec: object, secret: object | undefined = login) {
  const manifest = { kind: "PersistentVolume", metadata: { name: "pv" }, spec };
  const claim = { namespace: "shop", name: "data" };
  return volumePlace(manifest as never, claim, () => secret as never);
}

const bindAt = (kind: string, path: string, mustExist: boolean) => ({
  kind,
  config: { host_path: path },
  readOnly: false,
  mustExist,
});

Deno.test("volumePlace() has a hostPath where it is, by its type", () => {
  assertEquals(placeOf({ hostPath: { path: "/srv/x" } }), bindAt("hostPath", "/srv/x", false));
  assertEquals(
    placeOf({ hostPath: { path: "/srv/x", type: "Directory" } }),
    bindAt("hostPath", "/srv/x", true),
  );
  assertEquals(placeOf({ hostPath: { path: "srv" } }), bindAt("hostPath", "./srv", false));
  assertEquals(placeOf({ local: { path: "/mnt/disk" } }), bindAt("local", "/mnt/disk", true));
  assertEquals(placeOf({ hostPath: {} }), { unsupported: "a hostPath without a path" });
});

Deno.test("volumePlace() mounts NFS with the volume's options", () => {
  const nfs = { server: "nas", path: "/export" };
  const options = (spec: object) => {
    const place = placeOf(spec);
    return "unsupported" in place
      ? place
      : [(place.config.driver_opts as { o: string }).o, place.readOnly];
  };
  assertEquals(placeOf({ nfs }), {
    kind: "nfs",
    server: "nas",
    config: { driver_opts: { type: "nfs", o: "addr=nas,rw", device: ":/export" } },
    readOnly: false,
    mustExist: false,
  });
  assertEquals(options({ nfs, mountOptions: ["nfsvers=4.1", null, "hard,noatime"] }), [
    "addr=nas,rw,nfsvers=4.1,hard,noatime",
    false,
  ]);
  assertEquals(options({ nfs, mountOptions: ["ro"] }), ["addr=nas,ro", true]);
  assertEquals(options({ nfs: { ...nfs, readOnly: true } }), ["addr=nas,ro", true]);
});

Deno.test("volumePlace() mounts what the NFS driver would", () => {
  const device = (volumeAttributes: object) => {
    const place = placeOf({ csi: { driver: "nfs.csi.k8s.io", volumeAttributes } });
    return "config" in place ? (place.config.driver_opts as { device: string }).device : place;
  };
  const attributes = { server: "nas", share: "/export/" };
  assertEquals(device(attributes), ":/export/");
  assertEquals(device({ ...attributes, subDir: "/a" }), ":/export/a");
  assertEquals(
    device({
      ...attributes,
      subdir: "${pvc.metadata.namespace}-${pvc.metadata.name}-${pv.metadata.name}",
    }),
    ":/export/shop-data-pv",
  );
  assertEquals(device({ server: "nas" }), {
    unsupported: "an NFS volume without server or path",
  });
});

Deno.test("volumePlace() mounts what the SMB driver would, with the Secret's credentials", () => {
  const csi = {
    driver: "smb.csi.k8s.io",
    volumeAttributes: { source: "//nas/share", subDir: "a" },
    nodeStageSecretRef: { name: "login", namespace: "shop" },
  };
  assertEquals(placeOf({ csi, mountOptions: ["vers=3.0"] }), {
    kind: "csi",
    server: "nas",
    config: {
      driver_opts: {
        type: "cifs",
        o: "addr=nas,rw,username=me,password=pa$s,domain=corp,vers=3.0",
        device: "//nas/share/a",
      },
    },
    readOnly: false,
    mustExist: false,
  });
  assertEquals(placeOf({ csi: { ...csi, volumeAttributes: {} } }), {
    unsupported: "an SMB volume without a //server/share",
  });
});

Deno.test("volumePlace() never tells credentials that it can't pass on", () => {
  const csi = {
    driver: "smb.csi.k8s.io",
    volumeAttributes: { source: "//nas/share" },
    nodeStageSecretRef: { name: "login", namespace: "shop" },
  };
  const comma = { ...login, stringData: { password: "hunter2,x" } };
  assertEquals(placeOf({ csi }, comma), {
    unsupported: 'an SMB volume whose password, in the Secret "login", has a comma in it,',
  });
  const manifest = { kind: "PersistentVolume", metadata: { name: "pv" }, spec: { csi } };
  assertEquals(volumePlace(manifest, { namespace: "", name: "x" }, () => undefined), {
    unsupported: 'an SMB volume whose Secret "login" is not among the manifests',
  });
});

Deno.test("volumePlace() names what Compose has no word for", () => {
  const cases: [object, string][] = [
    [{ csi: { driver: "ebs.csi.aws.com" } }, "a volume of the CSI driver ebs.csi.aws.com"],
    [{ capacity: { storage: "1Gi" }, iscsi: {} }, "a volume of kind iscsi"],
    [{ capacity: { storage: "1Gi" }, claimRef: {} }, "a volume of no kind"],
  ];
  for (const [spec, unsupported] of cases) assertEquals(placeOf(spec), { unsupported });
});
