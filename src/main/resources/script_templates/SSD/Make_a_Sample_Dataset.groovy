#@ CommandService commands
#@ File (label = "Folder to write", style = "directory") dataset
#@ String (label = "Images", value = "40") images

// Draws annotated fields like fluorescence microscopy, to try everything with.
import sc.fiji.ssd.commands.MakeSampleDataset

def done = commands.run(MakeSampleDataset, true, [dataset: dataset, images: images, seed: '1']).get()
if (done.isCanceled()) throw new IllegalStateException(done.cancelReason)
