#!/bin/sh
# Starts a function with an AOT cache, as AWS_LAMBDA_EXEC_WRAPPER: Lambda gives it the command that it would have run.
# The package holds lib/function.jar and function.aot beside this file; see docs/reference/cold-start.md.
# USHER_AOT=record makes the cache instead, when the JVM ends in order.
root=$LAMBDA_TASK_ROOT
cache=-XX:AOTCache=$root/function.aot
[ "$USHER_AOT" = record ] && cache=-XX:AOTCacheOutput=$root/function.aot
java=$1
shift
left=$#
while [ "$left" -gt 0 ]; do
  argument=$1
  shift
  left=$((left - 1))
  case $argument in
    -Xshare:* | -XX:SharedArchiveFile=*) ;; # a JVM with an AOT cache refuses them
    -cp | -classpath | --class-path)        # what is loaded from elsewhere is not in the cache
      set -- "$@" "$argument" "$1:$root/lib/function.jar"
      shift
      left=$((left - 1))
      ;;
    *) set -- "$@" "$argument" ;;
  esac
done
exec "$java" "$cache" "$@"
