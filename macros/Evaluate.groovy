#@ CommandService commands
#@ String (required=false, persist=false) dataset
#@ String (required=false, persist=false) split
#@ String (required=false, persist=false) model
#@ String (required=false, persist=false) detections
#@ String (required=false, persist=false) metric
#@ String (required=false, persist=false) output
#@ String (required=false, persist=false) report
#@ String (required=false, persist=false) show_suspicious
#@ String (required=false, persist=false) show_plots
#@ String (required=false, persist=false) area_ranges
#@ String (required=false, persist=false) per_image
#@ String (required=false, persist=false) similar_classes
#@ String (required=false, persist=false) save_as
#@ String (required=false, persist=false) thresholds
#@ String (required=false, persist=false) tiling
#@ String (required=false, persist=false) average_flips
#@ String (required=false, persist=false) engine
#@ String (required=false, persist=false) device
#@ String (required=false, persist=false) precision
#@ String (required=false, persist=false) image_seconds
#@ String (required=false, persist=false) image_memory
#@ String (required=false, persist=false) threads

// Scores a model, or a file of detections, headless: SSD Evaluate... with an exit code.
//
//   fiji --headless --run macros/Evaluate.groovy 'dataset="/data/cells",model="/data/cells.ssd",output="/data/scores"'
//
// Keys as in a macro, each value in double quotes; dataset and one of model and
// detections are required.
//
// Prints a summary as one line of JSON at the end. Exit codes: 0 done, 1 failed,
// 2 bad arguments, 3 some images failed. Fiji exits only if it is headless.

import java.awt.GraphicsEnvironment
import sc.fiji.ssd.commands.HeadlessRunner

def script = binding.getVariable('org.scijava.script.ScriptModule')
def code = HeadlessRunner.run(commands, sc.fiji.ssd.commands.Evaluate, script) // in full: the script's own class has that name
if (GraphicsEnvironment.isHeadless()) System.exit(code)
