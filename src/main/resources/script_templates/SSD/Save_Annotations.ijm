#@ ImagePlus image
#@ File (label = "Dataset", style = "directory") dataset
#@ String (label = "Part of the dataset", choices = {"train", "val"}) part

// Saves the rectangles of the active image (ROI Manager, else overlay), named after
// their class, into a dataset that SSD Train... learns from.
run("SSD Save Annotations...", "dataset=[" + dataset + "] split=" + part);
