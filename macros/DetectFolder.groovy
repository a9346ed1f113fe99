#@ CommandService commands
#@ String (required=false, persist=false) input
#@ String (required=false, persist=false) output
#@ String (required=false, persist=false) model
#@ String (required=false, persist=false) recursive
#@ String (required=false, persist=false) overlays
#@ String (required=false, persist=false) export
#@ String (required=false, persist=false) shard
#@ String (required=false, persist=false) overwrite
#@ String (required=false, persist=false) score
#@ String (required=false, persist=false) overlap
#@ String (required=false, persist=false) max_detections
#@ String (required=false, persist=false) tiling
#@ String (required=false, persist=false) average_flips
#@ String (required=false, persist=false) channels
#@ String (required=false, persist=false) z_projection
#@ String (required=false, persist=false) intensity_range
#@ String (required=false, persist=false) image_seconds
#@ String (required=false, persist=false) image_memory
#@ String (required=false, persist=false) engine
#@ String (required=false, persist=false) device
#@ String (required=false, persist=false) precision
#@ String (required=false, persist=false) threads

// Detects in every image of a folder, headless: SSD Detect Folder... with an exit code.
//
//   fiji --headless --run macros/DetectFolder.groovy 'input="/data/plate7",output="/data/found",model="/data/cells.ssd",shard="3/16"'
//
// Keys as in a macro, each value in double quotes; input, output and model are
// required. Start it again to resume an interrupted run.
//
// Prints a summary as one line of JSON at the end. Exit codes: 0 done, 1 failed,
// 2 bad arguments, 3 some images failed. Fiji exits only if it is headless.

import java.awt.GraphicsEnvironment
import sc.fiji.ssd.commands.HeadlessRunner

def script = binding.getVariable('org.scijava.script.ScriptModule')
def code = HeadlessRunner.run(commands, sc.fiji.ssd.commands.DetectFolder, script) // in full: the script's own class has that name
if (GraphicsEnvironment.isHeadless()) System.exit(code)
