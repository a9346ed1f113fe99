// What mvn -Pupdate-site -Dsite.command=check runs on the site's jars: every engine trains, detects with the demo model
// and evaluates, and a model is exported. The argument: an empty folder, a comma, the demo model.
argument = getArgument();
comma = lastIndexOf(argument, ",");
folder = substring(argument, 0, comma);
demo = substring(argument, comma + 1);
data = folder + "/data";
File.makeDirectory(folder);
run("SSD Make Sample Dataset...", "dataset=[" + data + "] images=8 seed=1");
run("SSD Engines", "output=[" + folder + "/engines.json] check=true");
engines = newArray("dl4j", "onednn");
for (i = 0; i < engines.length; i++) {
	e = engines[i];
	model = folder + "/" + e + ".ssd";
	run("SSD Train...", "dataset=[" + data + "] split=train validation=[] model=[" + model +
		"] width=0.125 iterations=3 batch_size=2 empty_images=negatives engine=" + e);
	run("SSD Detect Folder...", "input=[" + data + "/JPEGImages] output=[" + folder + "/" + e + "] model=[" + demo +
		"] engine=" + e);
	if (lengthOf(File.openAsString(folder + "/" + e + "/detections.csv")) < 200) exit("The demo model finds nothing.");
	run("SSD Evaluate...", "dataset=[" + data + "] split=val model=[" + demo + "] output=[" + folder + "/" + e +
		"-evaluation] engine=" + e);
}
run("SSD Export Model...", "model=[" + folder + "/dl4j.ssd] format=dl4j target=[" + folder + "/exported.zip]");
