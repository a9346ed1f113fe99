#@ CommandService commands
#@ String (required=false, persist=false) dataset
#@ String (required=false, persist=false) split
#@ String (required=false, persist=false) validation
#@ String (required=false, persist=false) model
#@ String (required=false, persist=false) preset
#@ String (required=false, persist=false) width
#@ String (required=false, persist=false) initial_weights
#@ String (required=false, persist=false) classes
#@ String (required=false, persist=false) channels
#@ String (required=false, persist=false) intensity_range
#@ String (required=false, persist=false) tiling
#@ String (required=false, persist=false) iterations
#@ String (required=false, persist=false) minutes
#@ String (required=false, persist=false) batch_size
#@ String (required=false, persist=false) accumulate
#@ String (required=false, persist=false) learning_rate
#@ String (required=false, persist=false) steps
#@ String (required=false, persist=false) warmup
#@ String (required=false, persist=false) augmentation
#@ String (required=false, persist=false) empty_images
#@ String (required=false, persist=false) freeze
#@ String (required=false, persist=false) gradient_clip
#@ String (required=false, persist=false) normalization
#@ String (required=false, persist=false) schedule
#@ String (required=false, persist=false) weight_average
#@ String (required=false, persist=false) weight_decay
#@ String (required=false, persist=false) engine
#@ String (required=false, persist=false) device
#@ String (required=false, persist=false) precision
#@ String (required=false, persist=false) image_seconds
#@ String (required=false, persist=false) image_memory
#@ String (required=false, persist=false) threads
#@ String (required=false, persist=false) seed
#@ String (required=false, persist=false) resume
#@ String (required=false, persist=false) checkpoint_every
#@ String (required=false, persist=false) validate_every
#@ String (required=false, persist=false) patience
#@ String (required=false, persist=false) deterministic

// Trains a detector, headless: SSD Train... with an exit code.
//
//   fiji --headless --run macros/Train.groovy 'dataset="/data/cells",model="/data/cells.ssd",iterations="5000",width="0.5"'
//
// Keys as in a macro, each value in double quotes; dataset and model are required.
// resume="true" resumes an interrupted training.
//
// Prints a summary as one line of JSON at the end. Exit codes: 0 done, 1 failed,
// 2 bad arguments, 3 some images failed. Fiji exits only if it is headless.

import java.awt.GraphicsEnvironment
import sc.fiji.ssd.commands.HeadlessRunner

def script = binding.getVariable('org.scijava.script.ScriptModule')
def code = HeadlessRunner.run(commands, sc.fiji.ssd.commands.Train, script) // full name, because the script's own class is called Train
if (GraphicsEnvironment.isHeadless()) System.exit(code)
