# Made by dekube. What stands for a pod: it empties the pod's emptyDirs when the pod is new.
trap exit TERM INT
rm -f /.pod-seen
if [ ! -e /.pod-started ]; then
  set -e
  for folder in /empty/*; do
    find "$folder" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
    if [ -n "$FS_GROUP" ]; then
      chgrp "$FS_GROUP" "$folder"
      chmod 2777 "$folder"
    else
      chmod 777 "$folder"
    fi
  done
  # Where read-only mounts hold others, those need something to be mounted on.
  for point; do
    case $point in
      */) mkdir -p "/empty/$point" ;;
      *) mkdir -p "/empty/${point%/*}" && : >> "/empty/$point" ;;
    esac
  done
  if [ -d /pod ]; then
    rm -rf /pod/done
    mkdir -m 1777 /pod/done
    # Whatever runs here is BusyBox itself.
    cp /proc/self/exe /pod/busybox
    cp /dekube/once.sh /pod/once
    chmod 755 /pod /pod/busybox /pod/once
    if ! chroot /pod /busybox true; then
      echo "busybox is not linked statically here: set extensions.workload.pod_image in dekube.yaml" >&2
      exit 1
    fi
  fi
  touch /.pod-started
  set +e
fi
while :; do sleep 86400 & wait $!; done
