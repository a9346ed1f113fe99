#@ File (label = "Images", style = "directory") input
#@ File (label = "Results", style = "directory") output
#@ File (label = "Model", style = "extensions:ssd") model
#@ String (label = "Minimum score", value = "0.5") score

// Finds objects in every image of a folder. An interrupted run resumes.
run("SSD Detect Folder...", "input=[" + input + "] output=[" + output + "] model=[" + model + "] score=" + score);
print("See detections.csv and overlays in " + output);
