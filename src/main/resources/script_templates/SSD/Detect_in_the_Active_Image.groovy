#@ CommandService commands
#@ ImagePlus image
#@ File (label = "Model", style = "extensions:ssd") model
#@ String (label = "Minimum score", value = "0.5") score

// Finds objects in the active image, in all slices of a stack: an overlay, and rows in
// the Results table.
import sc.fiji.ssd.commands.Detect

def done = commands.run(Detect, true, [image: image, model: model, score: score]).get()
if (done.isCanceled()) throw new IllegalStateException(done.cancelReason)
image.overlay.each { roi -> println "${roi.getProperty('class')} at ${roi.floatBounds}, score ${roi.getProperty('score')}" }
