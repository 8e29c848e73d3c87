#!/bin/sh
# Makes the certificates of the test servers anew: a root of our own, and two that it has signed, one for localhost and
# 127.0.0.1, one for another host. The key of the root is thrown away.
set -e
cd "$(dirname "$0")"
root_key=$(mktemp)
trap 'rm -f "$root_key"' EXIT
ec='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'

openssl req -x509 $ec -keyout "$root_key" -out root.pem -days 36500 -subj '/CN=rx-qhttp test root'

sign() { # name, subject alternative names
  openssl req -new $3 -out "$1.csr" -subj "/CN=rx-qhttp test: $1"
  printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\n' "$2" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA root.pem -CAkey "$root_key" -set_serial "0x$(openssl rand -hex 8)" \
    -days 36500 -extfile "$1.ext" -out "$1.pem"
  rm "$1.csr" "$1.ext"
}

sign localhost 'DNS:localhost,IP:127.0.0.1' "$ec -keyout key.pem"
sign other-host 'DNS:other.example' '-key key.pem'
