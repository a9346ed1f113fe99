// A Nextflow module: detects in a folder of images, in shards, and merges their results.
//
//   include { SSD_DETECT } from './ssd.nf'
//   workflow { SSD_DETECT(file('/data/plate7'), file('/data/cells.ssd'), 16, 'score=0.4 tiling=off') }
//
// Needs FIJI (Fiji's launcher, with the plugin) and SSD_MACROS (the folder of the runners) in the environment of the
// tasks; the image of ssd-fiji.def has both. A shard that was killed or failed is tried again; bad arguments (2) end the
// workflow. Unreadable images (3) do not: failures.csv names them.

process SSD_SHARD {
	tag "$k/$n"
	cpus 4
	memory '8 GB'
	errorStrategy { task.exitStatus == 2 ? 'terminate' : task.attempt <= 3 ? 'retry' : 'finish' }
	maxRetries 3

	input:
	path images
	path model
	tuple val(k), val(n)
	val keys

	output:
	path "found-$k"

	script:
	"""
	code=0
	"\$SSD_MACROS/slurm/run.sh" DetectFolder input="\$(readlink -f $images)" output="found-$k" model="\$(readlink -f $model)" shard=$k/$n threads=$task.cpus overlays=false $keys || code=\$?
	[ \$code -eq 0 ] || [ \$code -eq 3 ] || exit \$code
	"""

	stub:
	"""
	mkdir found-$k
	"""
}

process SSD_MERGE {
	memory '4 GB'

	input:
	path shards, stageAs: 'shards/*'

	output:
	path 'found/detections.csv', emit: detections
	path 'found/images.csv', emit: images
	path 'found/failures.csv', emit: failures
	path 'found', emit: folder

	script:
	"""
	code=0
	"\$SSD_MACROS/slurm/run.sh" MergeResults input=shards output=found || code=\$?
	[ \$code -eq 0 ] || [ \$code -eq 3 ] || exit \$code
	"""

	stub:
	"""
	mkdir found
	touch found/detections.csv found/images.csv found/failures.csv
	"""
}

workflow SSD_DETECT {
	take:
	images
	model
	shards
	keys

	main:
	parts = Channel.of(1..shards).map { k -> tuple(k, shards) }
	SSD_SHARD(images, model, parts, keys)
	SSD_MERGE(SSD_SHARD.out.collect())

	emit:
	detections = SSD_MERGE.out.detections
	images = SSD_MERGE.out.images
	failures = SSD_MERGE.out.failures
	folder = SSD_MERGE.out.folder
}
