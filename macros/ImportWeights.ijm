// Makes a model from published weights.
//
//   mvn -q -Prun -Dmacro=macros/ImportWeights.ijm -Darg="source=/data/ssd300_vgg16_coco.pth model=/data/coco.ssd"
//   fiji --headless -macro macros/ImportWeights.ijm "source=/data/vgg16.pth model=/data/vgg16.ssd preset=ssd512-voc"
//
// The argument holds the keys of SSD Import Weights...: source and model are
// required, the others have defaults (format=auto, preset and classes: detected). Put
// values with spaces in [brackets]. Without an argument Fiji opens the dialog.

options = getArgument();
if (options == "") run("SSD Import Weights...");
else run("SSD Import Weights...", options);
