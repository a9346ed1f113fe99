#@ File (label = "Folder to write", style = "directory") dataset
#@ String (label = "Images", value = "40") images

// Draws annotated fields like fluorescence microscopy, to try everything with.
run("SSD Make Sample Dataset...", "dataset=[" + dataset + "] images=" + images + " seed=1");
