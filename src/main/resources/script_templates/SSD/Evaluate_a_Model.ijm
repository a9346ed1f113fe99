#@ File (label = "Dataset", style = "directory") dataset
#@ File (label = "Model", style = "extensions:ssd") model
#@ File (label = "Folder for the results", style = "directory") output

// Scores a model on the split val: average precision of every class, and its curves.
run("SSD Evaluate...", "dataset=[" + dataset + "] split=val model=[" + model + "] output=[" + output + "]");
