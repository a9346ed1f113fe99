// Makes sample-images/demo-model.ssd: trains on generated images with other seeds
// than those of sample-images, into target/demo-model.
//
//   mvn -q -Prun -Dmacro=macros/TrainDemoModel.ijm
//
// Then copy target/demo-model/demo-model.ssd to sample-images. The argument, if
// there is one, is added to the options of the commands that run a network.

// Settings of the training
images = 800;            // three quarters for training, the others to select the best model
seed = 1000;             // sample-images has seed 1
iterations = 600;
width = 0.125;           // fraction of the paper's channels; keeps the file at 2 MB
batchSize = 8;
learningRate = 0.003;
augmentation = "flip";
checkpointEvery = 200;

root = projectFolder();
out = root + "target/demo-model/";
data = out + "images";
model = out + "demo-model.ssd";
engine = " " + getArgument();

File.makeDirectory(root + "target");
File.makeDirectory(out);
if (!File.exists(data)) run("SSD Make Sample Dataset...", "dataset=[" + data + "] images=" + images + " seed=" + seed);
run("SSD Train...", "dataset=[" + data + "] model=[" + model + "] width=" + width + " iterations=" + iterations +
	" batch_size=" + batchSize + " learning_rate=" + learningRate + " augmentation=" + augmentation +
	" empty_images=negatives checkpoint_every=" + checkpointEvery + engine);
run("SSD Evaluate...", "dataset=[" + root + "sample-images] split=val model=[" + model + "] output=[" + out +
	"evaluation.json]" + engine);
print("Copy " + model + " to " + root + "sample-images");

// The folder that has macros/ and sample-images/
function projectFolder() {
	path = getInfo("macro.filepath");
	if (path != "null" && path != "") return File.getParent(File.getParent(path)) + "/";
	return getDirectory("cwd");
}
