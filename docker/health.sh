#!/bin/sh
# Healthy: this process is a member that is up, as its own pbm says.
set -eu
answer=$(vio pbm 127.0.0.1:9110 members status)
case $answer in
  *[Uu]p*) exit 0 ;;
esac
printf '%s\n' "$answer" >&2
exit 1
