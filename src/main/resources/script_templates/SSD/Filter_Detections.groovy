#@ CommandService commands
#@ ImagePlus image
#@ String (label = "Minimum score", value = "0.5") score
#@ String (label = "Classes (empty: all)", required = false) classes

// Shows the detections of the active image that have a certain score and class. The
// others come back with a lower score: the network does not run again.
import sc.fiji.ssd.commands.FilterDetections

def done = commands.run(FilterDetections, true, [image: image, score: score, classes: classes, legend: true]).get()
if (done.isCanceled()) throw new IllegalStateException(done.cancelReason)
