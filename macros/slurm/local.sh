#!/usr/bin/env bash
# Runs SSD Detect Folder... on one machine in several processes, then the merge, as
# the Slurm scripts do, with xargs -P.
#
#   FIJI=/opt/Fiji/fiji local.sh SHARDS PROCESSES input=/data output=/found model=/m.ssd [KEY=VALUE...]
#   local.sh 16 4 input=/data/plate7 output=/data/found model=/data/cells.ssd
#
# If it was stopped, run it again to resume. A shard whose process was killed is
# retried up to three times. For environment and exit codes, see run.sh.
set -euo pipefail

fail() {
	echo "local.sh: $1" >&2
	exit 2
}

[[ ${1:-} =~ ^[1-9][0-9]{0,5}$ && ${2:-} =~ ^[1-9][0-9]{0,3}$ ]] ||
	fail "give the number of shards, that of processes, and keys: local.sh 16 4 input=/data output=/found model=/m.ssd"
shards=$1 processes=$2
shift 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
output=''
threads=''
for pair in "$@"; do
	case $pair in
		output=*) output=${pair#output=} ;;
		threads=*) threads=${pair#threads=} ;;
		shard=*) fail "shard is counted here; leave it out" ;;
		overwrite=*) fail "a retried shard must resume; delete $pair, and old results yourself" ;;
	esac
done
[[ -n $output ]] || fail "output is missing; give the folder to write into"

# The processes share the processors and the memory
if [[ -z $threads ]]; then
	cpus=$(nproc)
	set -- "$@" "threads=$((cpus > processes ? cpus / processes : 1))"
fi
if [[ -z ${SSD_HEAP:-} && -r /proc/meminfo ]]; then
	SSD_HEAP=$(awk -v n="$processes" '/^MemTotal/ { printf "%dm", $2 / 1024 * 0.4 / n }' /proc/meminfo)
	export SSD_HEAP
fi

# One shard; exit codes 1 and above 128 (killed) are retried, 2 is not
# shellcheck disable=SC2016 # expanded by the shell that xargs starts
one='shard=${!#}; set -- "${@:1:$#-1}"
for try in 1 2 3 4; do
	code=0
	"$RUN" DetectFolder "$@" "shard=$shard" || code=$?
	if [ "$code" -le 128 ]; then break; fi
	echo "local.sh: shard $shard was killed ($code), try $try" >&2
done
[ "$code" -eq 0 ] || [ "$code" -eq 3 ] || echo "local.sh: shard $shard ended with $code" >&2
[ "$code" -ne 2 ] || exit 255 # xargs starts no more
exit 0'
code=0
for ((k = 1; k <= shards; k++)); do printf '%s\0' "$k/$shards"; done |
	RUN=$here/run.sh xargs -0 -n 1 -P "$processes" bash -c "$one" one "$@" || code=$?
[[ $code -eq 0 ]] || exit 2
exec "$here/run.sh" MergeResults "input=$output"
