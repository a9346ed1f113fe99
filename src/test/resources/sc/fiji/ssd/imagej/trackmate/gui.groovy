package fiji.plugin.trackmate.gui.displaysettings

class DisplaySettingsIO {
	static def readUserDefault() { [:] }
}
