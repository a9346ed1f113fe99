// Links the nearest spots of consecutive frames: enough to see which spots the script lets be linked.
package fiji.plugin.trackmate.tracking.jaqaman

import fiji.plugin.trackmate.Graph
import fiji.plugin.trackmate.SpotCollection

class SparseLAPTrackerFactory {
	static List<Map> given = []
	Map getDefaultSettings() { [LINKING_MAX_DISTANCE: 15d, MAX_FRAME_GAP: 2, CUTOFF_PERCENTILE: 0.9d] }
	def create(SpotCollection spots, Map settings) { given << settings; new Tracker(spots: spots, settings: settings) }
}

class Tracker {
	SpotCollection spots
	Map settings
	String errorMessage = 'nothing to link'
	Graph result
	boolean checkInput() { spots.visible && settings.LINKING_MAX_DISTANCE instanceof Double && settings.MAX_FRAME_GAP instanceof Integer }
	boolean process() {
		result = new Graph()
		spots.spots.each { result.addVertex(it) }
		def taken = [] as Set
		spots.spots.sort(false) { it.frame }.each { spot ->
			def next = spots.spots.findAll {
				!taken.contains(it) && it.frame > spot.frame && it.frame - spot.frame <= settings.MAX_FRAME_GAP && it.distance(spot) <= settings.LINKING_MAX_DISTANCE
			}.min { it.frame * 1e6 + it.distance(spot) }
			if (next == null) return
			taken << next
			result.setEdgeWeight(result.addEdge(spot, next), next.distance(spot))
		}
		true
	}
}
