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
package sc.fiji.ssd.site;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Serves the files of a folder to programs on this machine, and to no other. */
final class SiteServer implements AutoCloseable {

	private final Path folder;
	private final HttpServer server;
	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** @param port where; 0 for any that is free */
	SiteServer(final Path folder, final int port) throws IOException {
		this.folder = folder.toAbsolutePath().normalize();
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
		server.createContext("/", this::answer);
		server.setExecutor(threads);
		server.start();
	}

	/** @return the site's address, with a / at the end as the Updater wants it */
	String url() {
		return "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort() + "/";
	}

	private void answer(final HttpExchange exchange) throws IOException {
		try (exchange) {
			final boolean head = exchange.getRequestMethod().equals("HEAD");
			final Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
			if (!head && !exchange.getRequestMethod().equals("GET")) exchange.sendResponseHeaders(405, -1);
			else if (!file.startsWith(folder) || !Files.isRegularFile(file)) exchange.sendResponseHeaders(404, -1);
			else {
				exchange.getResponseHeaders().set("Last-Modified",
					DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT)
						.format(Files.getLastModifiedTime(file).toInstant().atOffset(ZoneOffset.UTC)));
				if (head) {
					exchange.getResponseHeaders().set("Content-Length", Long.toString(Files.size(file)));
					exchange.sendResponseHeaders(200, -1);
					return;
				}
				exchange.sendResponseHeaders(200, Files.size(file));
				try (OutputStream out = exchange.getResponseBody()) {
					Files.copy(file, out);
				}
			}
		}
	}

	@Override
	public void close() {
		server.stop(0);
		threads.shutdown();
	}
}
