#@ CommandService commands
#@ File (label = "Dataset", style = "directory") dataset
#@ File (label = "Model to write, NAME.ssd", style = "save") model
#@ String (label = "Iterations", value = "2000") iterations
#@ String (label = "Width: fraction of the paper's channels", value = "0.25") width

// Trains a detector on the split train of a dataset and keeps the model that scores
// best on the split val. Next to it are written training.csv and a plot of the loss.
import sc.fiji.ssd.commands.Train

def done = commands.run(Train, true, [dataset: dataset.path, model: model, width: width, iterations: iterations,
	preset: 'auto']).get() // fits the network to the objects
if (done.isCanceled()) throw new IllegalStateException(done.cancelReason)
println "${done.command.summary().iterations} iterations, best mAP ${done.command.summary().best_map}"
