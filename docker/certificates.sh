#!/bin/sh
# Makes the certificates of a cluster's processes: docker/certificates.sh FOLDER NAME …
# An authority of the cluster's own, and one certificate for all of the names. What is there already is left alone; to replace the
# certificate delete node.* and run it again, to replace everything empty the folder.
set -eu
[ $# -ge 2 ] || { sed -n '2,4p' "$0" >&2; exit 2; }
mkdir -p "$1"
cd "$1"
shift
days=825
umask 077
if [ ! -f authority.key ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=VioActors cluster" \
    -keyout authority.key -out authority.crt
fi
if [ ! -f node.key ]; then
  names=""
  for name in "$@"; do
    names="$names,DNS:$name"
  done
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "${names#,}" > node.ext
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -keyout node.key -out node.csr
  openssl x509 -req -in node.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days "$days" -extfile node.ext -out node.crt
  cat node.crt node.key > node.pem
  rm node.csr node.ext
fi
