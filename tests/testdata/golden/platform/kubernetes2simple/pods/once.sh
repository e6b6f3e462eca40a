#!/.pod/busybox sh
# Made by dekube. Runs a command, unless it has succeeded in this pod before.
done=/.pod/done/$1 program=$2
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
