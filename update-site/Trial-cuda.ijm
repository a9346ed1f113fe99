// What mvn -Pupdate-site -Dsite=cuda -Dsite.command=check runs on the jars of the sites cpu and cuda together: the engine
// cudnn is there once and works, or says in one line why not, and engine=auto takes it, or continues with another one.
// The argument: an empty folder, a comma, the demo model.
argument = getArgument();
comma = lastIndexOf(argument, ",");
folder = substring(argument, 0, comma);
demo = substring(argument, comma + 1);
data = folder + "/data";
File.makeDirectory(folder);
run("SSD Make Sample Dataset...", "dataset=[" + data + "] images=8 seed=1");
run("SSD Engines", "output=[" + folder + "/engines.json]");
engines = split(File.openAsString(folder + "/engines.json"), "\n");
found = 0;
usable = false;
for (i = 0; i < engines.length; i++) {
	if (indexOf(engines[i], "\"engine\": \"cudnn\"") >= 0) {
		found++;
		usable = indexOf(engines[i + 1], "true") >= 0;
	}
	if (indexOf(engines[i], "\"detail\"") >= 0 && lengthOf(engines[i]) < 20) exit("An engine says nothing of itself.");
}
if (found != 1) exit("The engine cudnn is there " + found + " times.");
run("SSD Detect Folder...", "input=[" + data + "/JPEGImages] output=[" + folder + "/auto] model=[" + demo + "] engine=auto");
if (lengthOf(File.openAsString(folder + "/auto/detections.csv")) < 200) exit("The demo model finds nothing.");
record = File.openAsString(folder + "/auto/run.json");
if (usable != (indexOf(record, "\"cudnn\"") >= 0)) exit("engine=auto took another engine than SSD Engines promises:\n" + record);
if (!usable) {
	if (indexOf(record, "\"onednn\"") < 0) exit("engine=auto did not continue with onednn:\n" + record);
	print("engine=auto went on with onednn.");
}
