package sc.fiji.ssd.engine.onednn;

import java.util.List;

/**
 * The operations of one batch size.
 *
 * @param forward from images to predictions
 * @param backward from the derivatives of the predictions to the sums of the
 *          gradients; empty where nothing is learned
 */
record Program(List<Step> forward, List<Step> backward) {}
