#@ CommandService commands
#@ File (label = "Images", style = "directory") input
#@ File (label = "Results", style = "directory") output
#@ File (label = "Model", style = "extensions:ssd") model
#@ String (label = "Minimum score", value = "0.5") score

// Finds objects in every image of a folder. An interrupted run resumes.
import sc.fiji.ssd.commands.DetectFolder

def done = commands.run(DetectFolder, true, [input: input, output: output, model: model, score: score]).get()
if (done.isCanceled()) throw new IllegalStateException(done.cancelReason)
println "${done.command.summary().detections} objects in ${done.command.summary().images} images"
