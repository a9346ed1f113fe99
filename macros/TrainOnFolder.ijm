// Trains a detector on a folder of annotated images (VOC, COCO).
//
//   mvn -q -Prun -Dmacro=macros/TrainOnFolder.ijm -Darg="dataset=/data/cells model=/data/cells.ssd iterations=5000 width=0.5"
//   fiji --headless -macro macros/TrainOnFolder.ijm "dataset=/data/cells model=/data/cells.ssd"
//
// The argument holds the keys of SSD Train...: dataset and model are required, the
// others have defaults (split=train, validation=val, preset=ssd300-voc, ...). Put
// values with spaces in [brackets]. Without an argument Fiji opens the dialog.
// Next to the model it writes training.csv, a plot of the loss, and NAME.last.ssd,
// from which resume=true resumes.

options = getArgument();
if (options == "") run("SSD Train...");
else run("SSD Train...", options);
