/*-
 * #%L
 * Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
 * %%
 * Copyright (C) 2026 SSD for Fiji developers.
 * %%
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 * 
 * 1. Redistributions of source code must retain the above copyright notice,
 *    this list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the documentation
 *    and/or other materials provided with the distribution.
 * 
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
 * AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
 * ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
 * INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
 * CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
 * ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE.
 * #L%
 */
package sc.fiji.ssd.engine.cudnn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

import org.bytedeco.cuda.cudart.CUevent_st;

import sc.fiji.ssd.engine.cudnn.driver.CopyStream;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.cudnn.layer.DeviceParameters;

/**
 * Sums a vector over several GPUs, so that each has the sum. Every GPU sums one slice of the vector, always in the
 * order of the GPUs, and the others copy it. So the result does not depend on which GPU is faster, and is the same
 * on all of them. The work is queued on the GPUs; the call does not wait for it.
 */
final class AllReduce {

	/** A GPU and the events that mark its progress. */
	private record Member(CudnnBackend card, CopyStream copies, CUevent_st ready, CUevent_st summed, CUevent_st copied) {}

	private final List<Member> members = new ArrayList<>();
	private final long length;
	private final long slice;
	private final ToLongFunction<DeviceParameters> first;

	/**
	 * @param cards with the same parameters
	 * @param first address of the vector on a card, float
	 * @param length its values, not more than all parameters
	 */
	AllReduce(final List<CudnnBackend> cards, final ToLongFunction<DeviceParameters> first, final long length) {
		this.length = length;
		this.first = first;
		slice = DeviceParameters.slice(length, cards.size());
		for (final CudnnBackend card : cards) {
			final Cuda cuda = card.cuda();
			cuda.use();
			cards.stream().filter(other -> other != card).forEach(other -> cuda.reach(other.cuda()));
			members.add(new Member(card, cuda.copyStream(), cuda.event(), cuda.event(), cuda.event()));
		}
	}

	private long count(final int index) {
		return Math.max(0, Math.min(slice, length - index * slice));
	}

	private long address(final Member member, final int index) {
		return first.applyAsLong(member.card.values()) + index * slice * Float.BYTES;
	}

	void sum() {
		for (final Member member : members) {
			member.card.cuda().use();
			member.card.cuda().record(member.ready);
		}
		for (int own = 0; own < members.size(); own++)
			sum(own);
		for (int own = 0; own < members.size(); own++)
			gather(own);
		// none may change its slice before all have copied it
		for (final Member member : members) {
			member.card.cuda().use();
			for (final Member other : members)
				if (other != member) member.card.cuda().workAfter(other.copied);
		}
	}

	private void sum(final int own) {
		final Member member = members.get(own);
		final Cuda cuda = member.card.cuda();
		cuda.use();
		members.forEach(each -> member.copies.after(each.ready));
		final long slices = member.card.values().slicesOfOthers();
		int place = 0;
		for (int other = 0; other < members.size(); other++)
			if (other != own) member.copies.fromCard(slices + place++ * slice * Float.BYTES, cuda,
				address(members.get(other), own), members.get(other).card.cuda(), count(own) * Float.BYTES);
		member.copies.beforeWork();
		member.card.kernels().launch("sum_cards", count(own), address(member, own), slices, count(own), slice,
			members.size(), own).run();
		cuda.record(member.summed);
	}

	private void gather(final int own) {
		final Member member = members.get(own);
		final Cuda cuda = member.card.cuda();
		cuda.use();
		for (int other = 0; other < members.size(); other++) {
			if (other == own) continue;
			member.copies.after(members.get(other).summed);
			member.copies.fromCard(address(member, other), cuda, address(members.get(other), other),
				members.get(other).card.cuda(), count(other) * Float.BYTES);
		}
		member.copies.beforeWork();
		cuda.record(member.copied);
	}
}
