#@ ImagePlus image
#@ File (label = "Model", style = "extensions:ssd") model
#@ String (label = "Minimum score", value = "0.5") score

// Finds objects in the active image, in all slices of a stack: an overlay, and rows in
// the Results table.
first = nResults;
run("SSD Detect...", "model=[" + model + "] score=" + score);
for (row = first; row < nResults; row++)
	print(getResultString("class", row) + " in slice " + getResult("slice", row) + ", score " +
		d2s(getResult("score", row), 2) + ", " + d2s(getResult("area", row), 1) + " square " + getResultString("unit", row));
