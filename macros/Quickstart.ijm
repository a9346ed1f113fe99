// SSD for Fiji in a few minutes: detects with the demo model, trains its own model
// from scratch, detects in images not used for training, and scores both models.
//
//   mvn -q -Prun                        headless, without Fiji
//   Plugins > Macros > Run... in Fiji   the same, from the project's folder
//
// The argument, if there is one, is added to the options of every command that
// runs a network, for example "engine=dl4j threads=2" (-Darg="..." with Maven).

// Settings of the training
preset = "auto";         // a network that fits the objects, and a recipe for training from scratch
iterations = 400;
width = 0.125;           // share of the paper's channels
batchSize = 8;
warmup = 50;
augmentation = "auto";   // with this preset: flips and quarter turns
checkpointEvery = 200;

root = projectFolder();
data = root + "sample-images";
demo = data + "/demo-model.ssd";
out = root + "target/quickstart/";
engine = " " + getArgument();

if (!File.exists(data)) exit("Quickstart: there is no folder " + data + "; run the macro from the project's folder.");
File.makeDirectory(root + "target");
File.makeDirectory(out);
setBatchMode(true);

// 1. Detect with the demo model: an overlay on the image, and rows in the Results table
images = namesOf("val");
open(data + "/JPEGImages/" + images[0] + ".jpg");
run("SSD Detect...", "model=[" + demo + "]" + engine);
print("The demo model finds " + nResults + " objects in " + getTitle() + ":");
for (i = 0; i < nResults; i++)
	print("  " + getResultString("class", i) + ", score " + d2s(getResult("score", i), 2) + ", at " +
		d2s(getResult("x_min", i), 1) + ", " + d2s(getResult("y_min", i), 1));
savePictures("demo-overlay");
run("SSD Evaluate...", "dataset=[" + data + "] split=val model=[" + demo + "] output=[" + out + "demo-evaluation.json]" +
	engine);

// 2. Train from scratch
run("SSD Train...", "dataset=[" + data + "] split=train validation=val model=[" + out + "model.ssd] preset=" + preset +
	" width=" + width + " iterations=" + iterations + " batch_size=" + batchSize + " warmup=" + warmup +
	" augmentation=" + augmentation + " checkpoint_every=" + checkpointEvery + engine);

// 3. Detect in a folder of images not used for training
unseen = out + "images/";
File.makeDirectory(unseen);
for (i = 0; i < images.length; i++)
	File.copy(data + "/JPEGImages/" + images[i] + ".jpg", unseen + images[i] + ".jpg");
run("SSD Detect Folder...", "input=[" + unseen + "] output=[" + out + "] model=[" + out +
	"model.ssd] overwrite=true" + engine);
open(out + "overlays/" + images[0] + ".jpg.tif");
savePictures("overlay");

// 4. Score the new model
run("SSD Evaluate...", "dataset=[" + data + "] split=val model=[" + out + "model.ssd] output=[" + out +
	"evaluation.json]" + engine);

print("");
print("mAP (voc2012) of the demo model:  " + d2s(meanPrecision(out + "demo-evaluation.json"), 3));
print("mAP (voc2012) of the new model:   " + d2s(meanPrecision(out + "evaluation.json"), 3));
print("See " + out);
print("  overlay.png, overlay.tif                detections of the new model in " + images[0]);
print("  model.ssd, training.csv, model.loss.png the model and its training");
print("  detections.csv, overlays                all detections");
print("  evaluation.json, pr.csv, pr.png         its precision and recall; demo-* are those of the demo model");

// The folder that has macros/ and sample-images/
function projectFolder() {
	path = getInfo("macro.filepath");
	if (path != "null" && path != "") return File.getParent(File.getParent(path)) + "/";
	return getDirectory("cwd");
}

// Names of the images of a split, without extension
function namesOf(part) {
	return split(String.trim(File.openAsString(data + "/ImageSets/Main/" + part + ".txt")), "\n");
}

// The active image with its overlay: as a TIFF whose overlay can be edited, and as a picture twice its size
function savePictures(name) {
	saveAs("Tiff", out + name + ".tif");
	run("Size...", "width=" + 2 * getWidth() + " height=" + 2 * getHeight() + " interpolation=Bilinear");
	setFont("SansSerif", 11, "antialiased");
	setColor("white");
	boxes = Overlay.size;
	for (i = 0; i < boxes; i++) {
		Overlay.activateSelection(i);
		text = Roi.getName;
		Roi.getBounds(x, y, w, h);
		run("Select None");
		Overlay.drawString(text, x + 1, maxOf(y, 13));
	}
	if (boxes > 0) Overlay.show;
	run("Flatten");
	saveAs("PNG", out + name + ".png");
	close();
	close();
}

function meanPrecision(file) {
	text = File.openAsString(file);
	start = indexOf(text, "\"map\":") + 6;
	return parseFloat(substring(text, start, indexOf(text, ",", start)));
}
