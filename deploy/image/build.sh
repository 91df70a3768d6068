#!/usr/bin/env bash
# Builds the jars from the sources in a folder: build.sh SOURCES [MAVEN ARGUMENT ...] (default: package).
# Without tests and checks; ./test runs those.
set -euo pipefail
cd "$1"
shift
[ $# -gt 0 ] || set -- package
exec mvn -B -ntp -q -T 2 "$@" -DskipTests -Djacoco.skip=true -Dspotless.check.skip=true
