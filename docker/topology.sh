#!/bin/sh
# Runs the processes of a cluster on this host: two CECs, management and three VIOSes over SQLite, the same as compose.yaml has them.
#   docker/topology.sh start FOLDER [setting=value …]   starts what does not run; the folder keeps data, logs and process ids
#   docker/topology.sh stop FOLDER                      ends them in order
#   docker/topology.sh status FOLDER
# VIO names the program (default: dotnet and the Release build of this repository), NODES some of the processes, CONFIG a HOCON file
# that is put after those in hocon.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
program=${VIO:-"dotnet $root/src/VioActors.Node/bin/Release/net10.0/vio.dll"}
nodes="cec1 cec2 management1 vios1 vios2 vios3"

role_of() {
  case $1 in
    vios*) echo vios ;;
    cec*) echo cec ;;
    *) echo management ;;
  esac
}

# One that has ended and that nobody has waited for does not run.
runs() {
  [ -f "$folder/$1.pid" ] || return 1
  case $(ps -o stat= -p "$(cat "$folder/$1.pid")") in
    "" | Z*) return 1 ;;
  esac
}

start_one() {
  node=$1
  shift
  runs "$node" && return
  [ "$node" != cec2 ] || set -- "$@" "vio-actors.cec.serial=10F6E2C"
  # Each setting becomes two words, --set and the setting.
  left=$#
  while [ "$left" -gt 0 ]; do
    set -- "$@" --set "$1"
    shift
    left=$((left - 1))
  done
  # shellcheck disable=SC2086 # the program is several words
  nohup $program node --config "$root/hocon/$(role_of "$node").conf" ${CONFIG:+--config "$CONFIG"} --data "$folder/$node" \
    --set "vio-actors.node.name=$node" --set "vio-actors.node.shared-directory=\"$folder/shared\"" "$@" \
    > "$folder/$node.out" 2>&1 &
  echo $! > "$folder/$node.pid"
}

[ $# -ge 2 ] || { sed -n '2,8p' "$0" >&2; exit 2; }
command=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
shift 2
case $command in
  start)
    for each in ${NODES:-$nodes}; do
      start_one "$each" "$@"
    done
    ;;
  stop)
    for each in vios3 vios2 vios1 management1 cec2 cec1; do
      if runs "$each"; then kill -TERM "$(cat "$folder/$each.pid")"; fi
    done
    ;;
  status)
    for each in $nodes; do
      if runs "$each"; then echo "$each runs as $(cat "$folder/$each.pid")"; else echo "$each is stopped"; fi
    done
    ;;
  *)
    echo "Unknown command $command." >&2
    exit 2
    ;;
esac
