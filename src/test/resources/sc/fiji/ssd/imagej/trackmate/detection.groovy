package fiji.plugin.trackmate.detection

class ManualDetectorFactory {
	Map getDefaultSettings() { [RADIUS: 5d] }
}
