#@ CommandService commands
#@ ImagePlus image
#@ File (label = "Dataset", style = "directory") dataset
#@ String (label = "Part of the dataset", choices = {"train", "val"}) part

// Saves the rectangles of the active image (ROI Manager, else overlay), named after
// their class, into a dataset that SSD Train... learns from.
import sc.fiji.ssd.commands.SaveAnnotations

def done = commands.run(SaveAnnotations, true, [image: image, dataset: dataset, split: part]).get()
if (done.isCanceled()) throw new IllegalStateException(done.cancelReason)
