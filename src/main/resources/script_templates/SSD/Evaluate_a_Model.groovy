#@ CommandService commands
#@ File (label = "Dataset", style = "directory") dataset
#@ File (label = "Model", style = "extensions:ssd") model
#@ File (label = "Folder for the results", style = "directory") output

// Scores a model on the split val: average precision of every class, and its curves.
import sc.fiji.ssd.commands.Evaluate

def done = commands.run(Evaluate, true, [dataset: dataset.path, split: 'val', model: model, output: output]).get()
if (done.isCanceled()) throw new IllegalStateException(done.cancelReason)
println "mAP ${done.command.summary().map}"
