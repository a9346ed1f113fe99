// Detects in every image of a folder.
//
//   mvn -q -Prun -Dmacro=macros/DetectFolder.ijm -Darg="input=/data/images output=/data/found model=/data/cells.ssd"
//   fiji --headless -macro macros/DetectFolder.ijm "input=/data/images output=/data/found model=/data/cells.ssd"
//
// The argument holds the keys of SSD Detect Folder...: input, output and model
// are required, the others have defaults (recursive=false, overlays=true, score=0.5,
// overlap=0.45, shard=1/1, overwrite=false, ...). Put values with spaces in
// [brackets]. Without an argument Fiji opens the dialog. An image that cannot be
// read is listed in failures.csv; all others are processed, and the run ends with an error.

options = getArgument();
if (options == "") run("SSD Detect Folder...");
else run("SSD Detect Folder...", options);
