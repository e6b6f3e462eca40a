/**
 * Shell scripts that pods run, for BusyBox.
 *
 * @module
 */

/** Folder of the scripts in the output. */
export const SCRIPTS = "pods";

/** Where services that stand for pods have that folder. */
export const SCRIPTS_MOUNT = "/dekube";

/** Where they have the emptyDirs, and nothing else. */
export const EMPTY_DIRS = "/empty";

/** Where they have the volume with what init containers run by, in pods that have it. */
export const PREPARED = "/pod";

/** Where those init containers have that volume. */
export const PREPARED_MOUNT = "/.pod";

/** Where the service that moves what init containers made has what they filled. */
export const FILLED = "/filled";

/** Where it has what the pod keeps. */
export const KEPT = "/kept";

/** Says that a pod is ready for its containers; in the container's own layer, which is new with the pod. */
const STARTED = "/.pod-started";

/** Says that the health check has seen it. */
const SEEN = "/.pod-seen";

/**
 * What a service that stands for a pod runs. It empties the emptyDirs and gives them the mode that Kubernetes gives them,
 * once: Docker starts the container again with the host, and nobody fills them a second time then.
 */
export const START =
  `# Made by dekube. What stands for a pod: it empties the pod's emptyDirs when the pod is new.
trap exit TERM INT
rm -f ${SEEN}
if [ ! -e ${STARTED} ]; then
  set -e
  for folder in ${EMPTY_DIRS}/*; do
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
      */) mkdir -p "${EMPTY_DIRS}/$point" ;;
      *) mkdir -p "${EMPTY_DIRS}/\${point%/*}" && : >> "${EMPTY_DIRS}/$point" ;;
    esac
  done
  if [ -d ${PREPARED} ]; then
    rm -rf ${PREPARED}/done
    mkdir -m 1777 ${PREPARED}/done
    # Whatever runs here is BusyBox itself.
    cp /proc/self/exe ${PREPARED}/busybox
    cp ${SCRIPTS_MOUNT}/once.sh ${PREPARED}/once
    chmod 755 ${PREPARED} ${PREPARED}/busybox ${PREPARED}/once
    if ! chroot ${PREPARED} /busybox true; then
      echo "busybox is not linked statically here: set extensions.workload.pod_image in dekube.yaml" >&2
      exit 1
    fi
  fi
  touch ${STARTED}
  set +e
fi
while :; do sleep 86400 & wait $!; done
`;

/**
 * What an init container runs that may not run twice in one pod. The shell is BusyBox's, since the image may have none;
 * the program is looked up, since some builds of BusyBox would take their own applet of that name.
 */
export const ONCE = `#!${PREPARED_MOUNT}/busybox sh
# Made by dekube. Runs a command, unless it has succeeded in this pod before.
done=${PREPARED_MOUNT}/done/$1 program=$2
shift 2
[ ! -e "$done" ] || exit 0
case $program in */*) ;; *)
  IFS=:
  for folder in $PATH; do
    [ -f "$folder/$program" ] && [ -x "$folder/$program" ] && program=$folder/$program && break
  done
  unset IFS ;;
esac
"$program" "$@" &
trap 'kill -TERM $! 2>/dev/null' TERM INT
wait $! && code=0 || code=$?
while kill -0 $! 2>/dev/null; do wait $! && code=0 || code=$?; done
[ $code -ne 0 ] || : > "$done"
exit $code
`;

/**
 * What moves the files that init containers made to where the pod has them, the first time. It may be told what to call the
 * mark of that, since a pod may have several.
 */
export const FILL =
  `# Made by dekube. Moves what init containers made, once a pod; what they make later is thrown away.
set -e
done=${PREPARED}/done/\${1:-filled}
if [ ! -e "$done" ]; then
  for folder in ${FILLED}/*; do cp -a "$folder/." "${KEPT}/\${folder##*/}/"; done
  touch "$done"
fi
for folder in ${FILLED}/*; do find "$folder" -mindepth 1 -maxdepth 1 -exec rm -rf {} +; done
`;

/**
 * What hands on what init containers left at the subPaths of volumes. For each it is told the volume, the path in it, and
 * either the volume that the path has for itself, or nothing: then it sees to it that the path is there, with the
 * modes that Kubernetes gives. With `again` it does so at each start, else once a pod; with `point` the path is only for
 * something to be mounted on, and is a folder where it ends with a slash.
 */
export const HAND_OVER =
  `# Made by dekube. Moves what init containers left at a subPath to the volume that it has, once a pod.
set -e
umask 022
fail() { echo "$1: $2" >&2; exit 1; }
while [ $# -gt 0 ]; do
  from=${KEPT}/$1 place=${KEPT}/$1/$2 to=$3 often=$4
  shift 4
  if [ "$often" = point ]; then
    if [ ! -e "$place" ] && [ ! -L "\${place%/}" ]; then
      case $place in
        */) mkdir -p "$place" ;;
        *) mkdir -p "\${place%/*}" && : > "$place" ;;
      esac
    fi
    continue
  fi
  done=${PREPARED}/done/place-$to
  [ -z "$to" ] || [ "$often" = again ] || [ ! -e "$done" ] || continue
  if [ ! -e "$place" ]; then
    mkdir -p "$place" 2>/dev/null || fail "$place" "is a link that leads out of the volume, which Kubernetes refuses as well"
    chmod "$(stat -c %a "$from")" "$place"
  fi
  real=$(readlink -f "$place")
  case $real in
    "$(readlink -f "$from")"/*) ;;
    *) fail "$place" "is a link that leads out of the volume, which Kubernetes refuses as well" ;;
  esac
  [ -n "$to" ] || continue
  [ -d "$real" ] || fail "$place" "is a file, which no volume can be. Give the emptyDir a folder of the host in dekube.yaml: volumes: {\${from##*/}: {host_path: FOLDER}}"
  cp -a "$real/." "${KEPT}/$to/"
  [ -L "$place" ] || find "$real" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
  : > "$done"
done
`;

/**
 * Whether the pod is ready. Asked once a second until it is; the next answer takes a day, so that asking costs nothing.
 */
export const READY = `[ ! -e ${SEEN} ] || sleep 86400; [ -e ${STARTED} ] && touch ${SEEN}`;
