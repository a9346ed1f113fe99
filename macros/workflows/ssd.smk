# Snakemake rules: detects in a folder of images, in shards, and merges their results.
#
#   snakemake -s ssd.smk --cores 8 --config input=/data/plate7 output=/data/found model=/data/cells.ssd shards=16 keys="score=0.4"
#
# Or in a workflow of your own: include "ssd.smk", and ask for the file merged.done in the output. Needs FIJI (Fiji's
# launcher, with the plugin) and SSD_MACROS (the folder of the runners) in the environment, or, with --use-singularity
# and --config image=ssd-fiji.sif, the image of ssd-fiji.def, which has both. A shard that was ended resumes. Unreadable
# images (exit code 3) do not fail a rule: failures.csv names them.

SSD_OUTPUT = str(config["output"])
SSD_SHARDS = int(config.get("shards", 16))
SSD_THREADS = int(config.get("threads", 4))

if config.get("image"):
    container: config["image"]

# Snakemake deletes the outputs of a job that failed. These are marks, so that the results stay and are resumed.
rule ssd_all:
    input:
        SSD_OUTPUT + "/merged.done"

rule ssd_shard:
    output:
        touch(SSD_OUTPUT + "/shards/{k}.done")
    params:
        images=config["input"],
        model=config["model"],
        results=SSD_OUTPUT + "/shards",
        shards=SSD_SHARDS,
        more=config.get("keys", "")
    threads: SSD_THREADS
    retries: 3
    shell:
        """
        code=0
        "$SSD_MACROS/slurm/run.sh" DetectFolder input={params.images:q} output={params.results:q} model={params.model:q} shard={wildcards.k}/{params.shards} threads={threads} overlays=false {params.more} || code=$?
        [ $code -eq 0 ] || [ $code -eq 3 ] || exit $code
        """

rule ssd_merge:
    input:
        expand(SSD_OUTPUT + "/shards/{k}.done", k=range(1, SSD_SHARDS + 1))
    output:
        touch(SSD_OUTPUT + "/merged.done")
    params:
        results=SSD_OUTPUT + "/shards",
        merged=SSD_OUTPUT
    shell:
        """
        code=0
        "$SSD_MACROS/slurm/run.sh" MergeResults input={params.results:q} output={params.merged:q} || code=$?
        [ $code -eq 0 ] || [ $code -eq 3 ] || exit $code
        """
