#!/bin/sh
# Starts the local host without Maven, once `mvn package` has been run. Takes -Dusher.* options.
# JAVA_HOME must be a JDK 25.
here=$(cd "$(dirname "$0")" && pwd)
export DDB_LOCAL_TELEMETRY=0
export MALLOC_ARENA_MAX=2 # glibc would keep an arena a thread: memory that is held and not used
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$here/usher-local.args" "$@" \
    -classpath "$here/target/classes:$(cat "$here/target/usher-local.classpath")" dev.usher.local.Main
