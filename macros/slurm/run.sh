#!/usr/bin/env bash
# Runs one command of SSD for Fiji in its own JVM, for cluster jobs and for xargs.
#
#   run.sh RUNNER KEY=VALUE...       RUNNER: DetectFolder, MergeResults, Train or Evaluate
#   FIJI=/opt/Fiji/fiji run.sh DetectFolder input=/data output=/found model=/m.ssd shard=3/16
#
# Environment:
#   FIJI            Fiji's launcher; may be in a read-only folder
#   SSD_CLASSPATH   instead of Fiji: a class path with the plugin; runs headless ImageJ
#   SSD_HEAP        Java's heap, such as 8g; else 40 % of the job's memory
#   SSD_NATIVE      limit of memory outside the heap, such as 8g; otherwise the size of the heap
#   SSD_CACHE       where native libraries are unpacked, one folder for each job; else $TMPDIR or /tmp
#
# Java's preferences, temporary files and native libraries are in the job's own
# folder, which is deleted at the end. Exit codes: 0 done, 1 failed, 2 bad
# arguments, 3 some images failed (1 in headless ImageJ without Fiji).
set -euo pipefail

fail() {
	echo "run.sh: $1" >&2
	exit 2
}

(($# > 0)) || fail "give a runner and its keys: run.sh DetectFolder input=/data output=/found model=/m.ssd"
runner=$1
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The job's own folder
job=$(mktemp -d "${SSD_CACHE:-${TMPDIR:-/tmp}}/ssd-job.XXXXXXXX") || fail "no folder can be made in ${SSD_CACHE:-${TMPDIR:-/tmp}}; set SSD_CACHE"
child=
# shellcheck disable=SC2317 # called by the trap
end() {
	if [[ -n $child ]]; then
		kill -TERM "$child" 2>/dev/null || true
		wait "$child" 2>/dev/null || true
	fi
	rm -rf "$job"
}
trap end EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
mkdir "$job/tmp" "$job/prefs" "$job/natives"

# Memory: what Slurm grants, otherwise that of the machine or the control group, which Java knows
megabytes=
if [[ -n ${SLURM_MEM_PER_NODE:-} ]]; then
	megabytes=$SLURM_MEM_PER_NODE
elif [[ -n ${SLURM_MEM_PER_CPU:-} ]]; then
	megabytes=$((SLURM_MEM_PER_CPU * ${SLURM_CPUS_PER_TASK:-1}))
fi
java=("-Djava.io.tmpdir=$job/tmp" "-Djava.util.prefs.userRoot=$job/prefs" "-Djava.util.prefs.systemRoot=$job/prefs"
	"-Dorg.bytedeco.javacpp.cachedir=$job/natives" -Djava.awt.headless=true)
if [[ -n ${SSD_HEAP:-} ]]; then
	java+=("-Xmx$SSD_HEAP")
elif [[ -n $megabytes && $megabytes -gt 0 ]]; then
	java+=("-Xmx$((megabytes * 2 / 5))m")
else
	java+=(-XX:MaxRAMPercentage=40)
fi
if [[ -n ${SSD_NATIVE:-} ]]; then
	java+=("-Dorg.bytedeco.javacpp.maxbytes=$SSD_NATIVE")
elif [[ -n $megabytes && $megabytes -gt 0 ]]; then
	java+=("-Dorg.bytedeco.javacpp.maxbytes=$((megabytes * 2 / 5))m" "-Dorg.bytedeco.javacpp.maxphysicalbytes=${megabytes}m")
fi

# Processors: those of the task
cpus=${SLURM_CPUS_PER_TASK:-}
if [[ -n $cpus ]]; then
	java+=("-XX:ActiveProcessorCount=$cpus")
	export OMP_NUM_THREADS=$cpus
	if [[ $runner != MergeResults && " $*" != *" threads="* ]]; then set -- "$@" "threads=$cpus"; fi
fi
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-1000}

# Java decodes file names by the locale: without UTF-8 it cannot tell them apart
case $(locale charmap 2>/dev/null || true) in
	UTF-8) ;;
	*) export LC_ALL=C.UTF-8 ;;
esac

for pair in "$@"; do
	[[ $pair =~ ^[a-z_]+= ]] || fail "'$pair' is not KEY=VALUE"
done

if [[ -n ${SSD_CLASSPATH:-} ]]; then
	case $runner in
		DetectFolder) label="SSD Detect Folder..." ;;
		MergeResults) label="SSD Merge Results..." ;;
		Train) label="SSD Train..." ;;
		Evaluate) label="SSD Evaluate..." ;;
		*) fail "there is no runner $runner; it is one of DetectFolder, MergeResults, Train, Evaluate" ;;
	esac
	options=
	for pair in "$@"; do
		[[ ${pair#*=} != *[][]* ]] || fail "'$pair' has a bracket, which macros cannot take"
		options+="${pair%%=*}=[${pair#*=}] "
	done
	printf 'run("%s", getArgument());\n' "$label" >"$job/run.ijm"
	command=("${SSD_JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/}java}" "${java[@]}" --add-opens java.base/java.lang=ALL-UNNAMED
		--enable-native-access=ALL-UNNAMED
		-cp "$SSD_CLASSPATH" sc.fiji.ssd.imagej.HeadlessImageJ "$job/run.ijm" "$options")
else
	[[ -n ${FIJI:-} ]] || fail "set FIJI to Fiji's launcher, such as FIJI=/opt/Fiji/fiji"
	[[ -f $here/$runner.groovy ]] || fail "there is no runner $here/$runner.groovy"
	arguments=
	for pair in "$@"; do
		value=${pair#*=}
		value=${value//\\/\\\\}
		arguments+="${arguments:+,}${pair%%=*}=\"${value//\"/\\\"}\""
	done
	command=("$FIJI" "${java[@]}" -- --headless --run "$here/$runner.groovy" "$arguments")
fi

# In the background, so that a signal to this script reaches Java at once
"${command[@]}" &
child=$!
code=0
wait "$child" || code=$?
child=
exit "$code"
