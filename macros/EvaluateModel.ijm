// Scores a model, or a file of detections, against ground truth.
//
//   mvn -q -Prun -Dmacro=macros/EvaluateModel.ijm -Darg="dataset=/data/cells split=val model=/data/cells.ssd output=/data/scores"
//   fiji --headless -macro macros/EvaluateModel.ijm "dataset=/data/cells detections=/data/found/detections.csv"
//
// The argument holds the keys of SSD Evaluate...: dataset and one of model and
// detections are required, the others have defaults (split=val, metric=voc2012,
// output: only printed). Put values with spaces in [brackets]. Without an argument
// Fiji opens the dialog.

options = getArgument();
if (options == "") run("SSD Evaluate...");
else run("SSD Evaluate...", options);
