#@ CommandService commands
#@ String (required=false, persist=false) input
#@ String (required=false, persist=false) output

// Merges the results of all shards of a folder run, headless: SSD Merge Results... with an exit code.
//
//   fiji --headless --run macros/MergeResults.groovy 'input="/data/found"'
//
// input is a folder with the results of all shards, or with a subfolder for each;
// output is the same folder if it is not given.
//
// Prints a summary as one line of JSON at the end. Exit codes: 0 done, 1 failed,
// 2 bad arguments, 3 some images failed. Fiji exits only if it is headless.

import java.awt.GraphicsEnvironment
import sc.fiji.ssd.commands.HeadlessRunner

def script = binding.getVariable('org.scijava.script.ScriptModule')
def code = HeadlessRunner.run(commands, sc.fiji.ssd.commands.MergeResults, script) // in full: the script's own class has that name
if (GraphicsEnvironment.isHeadless()) System.exit(code)
