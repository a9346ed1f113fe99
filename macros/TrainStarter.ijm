// Makes the starter model of the plugin, which initial_weights=auto takes, from
// two public datasets and generated fields:
//
//   mvn -q -Prun -Dmacro=macros/TrainStarter.ijm -Darg="bccd=/data/BCCD dsb2018=/data/dsb2018 output=target/starter"
//
// bccd:     blood cells (https://github.com/Shenggan/BCCD_Dataset, MIT licence),
//           classes RBC, WBC and Platelets
// dsb2018:  nuclei of the Data Science Bowl 2018, stage 1
//           (https://bbbc.broadinstitute.org/BBBC038, CC0 1.0), class nucleus
// Both are datasets that SSD Train... reads, with the splits train and val. Only
// train is trained on.
//
// First the network learns nuclei, enlarged, then all classes at the size at which
// they are usually seen. Further keys of the argument: first and second, the
// iterations of the two trainings; keys, which is added to the commands that run
// a network. The model is written with kernels in float16. Then copy
// OUTPUT/nuclei-blood-cells.ssd to src/main/resources/sc/fiji/ssd/models.

bccd = value("bccd", "");
dsb2018 = value("dsb2018", "");
out = value("output", "target/starter");
out = out + "/";
if (bccd == "" || dsb2018 == "") exit("TrainStarter.ijm: give bccd=FOLDER and dsb2018=FOLDER.");
first = value("first", "2000");
second = value("second", "600");
keys = value("keys", "");
keys = " " + keys;

// Settings of the trainings
classes = "nucleus,RBC,WBC,Platelets,ring,rod";
project = projectFolder();
network = " preset=[" + project + "macros/starter-network.json] width=0.25";
recipe = " normalization=batch schedule=cosine learning_rate=0.01 batch_size=8 intensity_range=percentile seed=1 validation=[]";
nucleiTile = 96;       // shows nuclei 2.3 times as large
tile = 256;            // about the size of a field in which blood cells and nuclei have 10 to 200 pixels
fields = 80;           // of each kind

File.makeDirectory(out);
generated = "";
sizes = newArray(300, 400, 512);
scales = newArray(1, 0.6, 0.35);
for (i = 0; i < sizes.length; i++) {
	folder = out + "fields-" + (i + 1);
	if (!File.exists(folder))
		run("SSD Make Sample Dataset...", "dataset=[" + folder + "] images=" + fields + " seed=" + (2000 + i) +
			" size=" + sizes[i] + " scale=" + scales[i]);
	generated = generated + ";" + folder;
}
run("SSD Train...", "dataset=[" + dsb2018 + "] model=[" + out + "nuclei.ssd]" + network + recipe +
	" augmentation=turn tiling=" + nucleiTile + " iterations=" + first + keys);
run("SSD Train...", "dataset=[" + dsb2018 + ";" + bccd + generated + "] model=[" + out + "trained.ssd]" +
	network + recipe + " initial_weights=[" + out + "nuclei.ssd] classes=[" + classes +
	"] augmentation=turn empty_images=negatives tiling=" + tile + " iterations=" + second + keys);
run("SSD Export Model...", "model=[" + out + "trained.ssd] format=ssd-float16 target=[" + out + "nuclei-blood-cells.ssd]");
run("SSD Evaluate...", "dataset=[" + bccd + "] split=val model=[" + out + "nuclei-blood-cells.ssd] metric=voc2012 output=[" + out +
	"bccd]" + keys);
run("SSD Evaluate...", "dataset=[" + dsb2018 + "] split=val model=[" + out + "nuclei-blood-cells.ssd] metric=voc2012 output=[" + out +
	"dsb2018]" + keys);
print("Copy " + out + "nuclei-blood-cells.ssd to src/main/resources/sc/fiji/ssd/models");

// The value of a key in the argument: key=word or key=[several words]
function value(key, otherwise) {
	text = " " + getArgument() + " ";
	begin = indexOf(text, " " + key + "=");
	if (begin < 0) return otherwise;
	rest = substring(text, begin + lengthOf(key) + 2);
	if (startsWith(rest, "[")) return substring(rest, 1, indexOf(rest, "]"));
	return substring(rest, 0, indexOf(rest, " "));
}

// The folder that has macros/ and sample-images/
function projectFolder() {
	path = getInfo("macro.filepath");
	if (path != "null" && path != "") return File.getParent(File.getParent(path)) + "/";
	return getDirectory("cwd");
}
