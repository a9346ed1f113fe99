import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A program with Deeplearning4j and nothing else: Bare MODEL.zip INPUT OUTPUT; see Dl4jExporterTest. */
public class Bare {

	public static void main(final String[] args) throws Exception {
		final ComputationGraph graph = ModelSerializer.restoreComputationGraph(new File(args[0]));
		final INDArray input;
		try (DataInputStream in = new DataInputStream(Files.newInputStream(Path.of(args[1])))) {
			input = Nd4j.read(in);
		}
		try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(Path.of(args[2])))) {
			for (final INDArray output : graph.output(input))
				Nd4j.write(output.dup('c'), out);
		}
	}
}
