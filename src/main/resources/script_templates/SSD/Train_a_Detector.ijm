#@ File (label = "Dataset", style = "directory") dataset
#@ File (label = "Model to write, NAME.ssd", style = "save") model
#@ String (label = "Iterations", value = "2000") iterations
#@ String (label = "Width: fraction of the paper's channels", value = "0.25") width

// Trains a detector on the split train of a dataset and keeps the model that scores
// best on the split val. Next to it are written training.csv and a plot of the loss.
// preset=auto fits the network to the objects.
run("SSD Train...", "dataset=[" + dataset + "] model=[" + model + "] preset=auto width=" + width + " iterations=" +
	iterations);
