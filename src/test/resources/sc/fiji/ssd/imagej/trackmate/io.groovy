package fiji.plugin.trackmate.io

import fiji.plugin.trackmate.Logger
import fiji.plugin.trackmate.Model
import fiji.plugin.trackmate.Settings

class TmXmlWriter {
	static Model model
	static Settings settings
	File file
	String log
	TmXmlWriter(File file, Logger logger) { this.file = file }
	void appendLog(String text) { log = text }
	void appendModel(Model given) { model = given }
	void appendSettings(Settings given) { settings = given }
	void appendGUIState(String state) { assert state == 'ConfigureViews' }
	void appendDisplaySettings(display) {}
	void writeToFile() { file.text = log }
}
