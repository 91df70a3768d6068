#!/usr/bin/env bash
# Puts together what the image holds: assemble.sh SOURCES FOLDER. The jars of SOURCES are built; FOLDER must not exist, and
# has to be used where it is made, since the archive of classes knows its path.
#
#   java        a Java runtime of the modules that the controller uses
#   llmlb.jar   the controller, without the simulator
#   llmlb.jsa   its classes as they are in memory, which makes the start faster (application class-data sharing)
#   options     of Java
#   bin/llmlb   all of it as one command
set -euo pipefail
jar=$1/llmlb-app/target/llmlb.jar
out=$2
jdk=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
[ -f "$jar" ] || { echo "assemble: there is no $jar: run build.sh first" >&2; exit 1; }
[ ! -e "$out" ] || { echo "assemble: $out exists: remove it, or name another folder" >&2; exit 1; }
mkdir -p "$out"

# What jdeps names, less what libraries refer to and the controller never touches (java.desktop, java.sql: 30 MB), and
# elliptic curves for TLS, which are part of java.base since 22.
modules=java.logging,java.naming,java.net.http,java.xml,jdk.httpserver
if "$jdk/bin/java" --list-modules | grep -q '^jdk.crypto.ec@'; then modules=$modules,jdk.crypto.ec; fi
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$out/java"
"$out/java/bin/java" -Xshare:dump >/dev/null

cp "$jar" "$1/LICENSE" "$1/NOTICE" "$out"
cat >"$out/options" <<OPTIONS
-XX:SharedArchiveFile=$out/llmlb.jsa
-XX:+UseSerialGC
-Xms32m
-XX:MaxRAMPercentage=50
-XX:+ExitOnOutOfMemoryError
-XX:-UsePerfData
-Xshare:auto
-cp
$out/llmlb.jar
OPTIONS

mkdir "$out/bin"
cat >"$out/bin/llmlb" <<LAUNCHER
#!/bin/sh
exec $out/java/bin/java @$out/options io.llmlb.app.Main "\$@"
LAUNCHER
chmod +x "$out/bin/llmlb"

# A short run against an emulated BIG-IP and emulated servers, with a Prometheus and a Kubernetes that are not there: it loads the
# classes that every run needs.
training=$(mktemp -d)
emulator=
trap '[ -z "$emulator" ] || { kill "$emulator" && wait "$emulator"; } 2>/dev/null || true; rm -rf "$training"' EXIT
fail() { cat "$training"/*.log >&2; echo "assemble: $1; the logs are above" >&2; exit 1; }
JAVA_HOME=$jdk LLMLB_JAVA_OPTS=-Djava.io.tmpdir=$training "$1/llmlb" emulate cluster --ready-file "$training/ready" >"$training/emulator.log" 2>&1 &
emulator=$!
for _ in $(seq 300); do
  [ ! -s "$training/ready" ] || break
  kill -0 "$emulator" 2>/dev/null || fail "the emulator for the run that trains the archive has ended"
  sleep 0.1
done
[ -s "$training/ready" ] || fail "the emulator for the run that trains the archive does not serve"
said() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/" "$training/ready"; }
said password >"$training/password"
cat >"$training/llmlb.yaml" <<CONFIG
bigips:
  one: {url: "$(said bigip)", username: "$(said user)", passwordFile: $training/password, certSha256: "$(said certSha256)"}
metrics: {members: {type: scrape}, none: {type: prometheus, url: "http://127.0.0.1:9"}}
pools:
  - {pool: $(said pool), bigip: one, metrics: members, model: "$(said model)"}
  - {pool: /Common/none, bigip: one, metrics: none, model: none}
status: {port: 0}
leaderElection: {lease: none, namespace: none}
CONFIG
tail -n +2 "$out/options" >"$training/options"
KUBERNETES_MASTER=http://127.0.0.1:9 "$out/java/bin/java" -XX:ArchiveClassesAtExit="$out/llmlb.jsa" @"$training/options" \
  io.llmlb.app.Main run --config "$training/llmlb.yaml" >"$training/run.log" 2>&1 &
run=$!
sleep 6
kill "$run"
wait "$run" || [ $? = 143 ] || fail "the run that trains the archive failed"
[ -f "$out/llmlb.jsa" ] || fail "there is no archive"
chmod -R a+rX,go-w "$out"
