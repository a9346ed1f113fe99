// Lists engines and GPUs, and compares, trains and times every engine: about two minutes.
// The argument, if there is one, is the JSON file to write.
output = getArgument();
run("SSD Engines", "check=true output=[" + output + "]");
