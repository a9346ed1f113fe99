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
package sc.fiji.ssd.data.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.data.TestFiles.image;
import static sc.fiji.ssd.data.TestFiles.text;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.io.UserException;

/** COCO's files as tools write them: read as they are meant, or one line in COCO's words. */
class CocoVariantsTest {

	private static final String JSON = "{'info':{'x':[1,{'y':null}]},'images':[{'id':7,'file_name':'a.png','width':100,'height':80}," +
		"{'id':1000000000001,'file_name':'b.png','width':100,'height':80}],'annotations':[" +
		"{'id':1,'image_id':7,'category_id':3,'bbox':[10,10,20,20],'area':400,'iscrowd':0}," +
		"{'id':5,'image_id':1000000000001,'category_id':3,'bbox':[10.5,10.25,20.5,20],'area':410,'iscrowd':0}]," +
		"'categories':[{'id':3,'name':'cell'}]}";

	@TempDir
	Path folder;

	private void write(final String json) throws IOException {
		image(folder.resolve("val/a.png"), 100, 80);
		image(folder.resolve("val/b.png"), 100, 80);
		text(folder.resolve("annotations/instances_val.json"), json.replace('\'', '"'));
	}

	private Dataset open() {
		return Datasets.open(folder.toString(), "val", List.of());
	}

	private static String edited(final String from, final String to) {
		assertTrue(JSON.contains(from), from);
		return JSON.replace(from, to);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "'id':1,'image_id':7 | 'id':'f3a1-22','image_id':7",
		"'id':1,'image_id':7 | 'image_id':7", "'id':1,'image_id':7 | 'id':null,'image_id':7",
		"'id':1,'image_id':7 | 'id':{},'image_id':7", "'id':5,'image_id':1000000000001 | 'id':1,'image_id':1000000000001",
		"'iscrowd':0} | 'iscrowd':false}", "'iscrowd':0} | 'iscrowd':null}", "'iscrowd':0} | 'iscrowd':0.0}",
		"'iscrowd':0} | 'iscrowd':'0'}", ",'iscrowd':0} | }", "'area':400 | 'area':null", "'area':400, | ",
		"'width':100 | 'width':null", "'width':100 | 'width':100.0", "'width':100 | 'width':'wide'",
		"'file_name':'a.png' | 'file_name':'val/a.png'", "'file_name':'a.png' | 'file_name':'val\\\\a.png'",
		"'file_name':'a.png' | 'file_name':'a%2Epng'", "'file_name':'a.png' | 'file_name':'https://host/val%2Fa.png'",
		"'file_name':'a.png' | 'file_name':'./a.png'", "'file_name':'a.png' | 'file_name':'/home/me/val/a.png'",
		"'file_name':'a.png' | 'file_name':'C:\\\\data\\\\a.png'", "'image_id':7 | 'image_id':7.0",
		"'image_id':7 | 'image_id':'7'", "'category_id':3 | 'category_id':'3'",
		"'bbox':[10,10,20,20] | 'bbox':[10,10,20,20],'segmentation':{'counts':'xx','size':[1,2]}",
		"'bbox':[10,10,20,20] | 'segmentation':[[10,10,30,10,30,30,10,30]]",
		"'bbox':[10,10,20,20] | 'bbox':[],'segmentation':[[10,10,30,10,30,30],[10,30,12,30,12,28]]",
		"'bbox':[10,10,20,20] | 'bbox':['10','10',20,20]", "'info' | 'licenses':[],'info'",
		"[{'id':3,'name':'cell'}] | [{'id':3,'name':'cell'},{'id':3,'name':'cell'}]",
		"[{'id':3,'name':'cell'}] | [{'id':3,'name':'cell','supercategory':null},{'id':4,'name':'x'}]" })
	void whatIsNotUsedDoesNotMatter(final String from, final String to) throws IOException {
		write(edited(from.strip(), to == null ? "" : to.strip()));
		final Dataset dataset = open();
		assertEquals(List.of("a.png", "b.png"), dataset.images().stream().map(image -> image.name()).toList());
		assertEquals(new Box(10, 10, 30, 30), dataset.images().get(0).objects().get(0).box());
		assertEquals(new Box(10.5, 10.25, 31, 30.25), dataset.images().get(1).objects().get(0).box());
		assertFalse(dataset.images().get(0).objects().get(0).crowd());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
		"[{'id':3,'name':'cell'}] | [{'id':3,'name':'cell'},{'id':3,'name':'debris'}] | two categories have the id 3",
		"[{'id':3,'name':'cell'}] | [{'id':3,'name':'cell'},{'id':3.0,'name':'debris'}] | two categories have the id 3",
		"[10,10,20,20] | [null,1,2,3] | has null in its bbox", "[10,10,20,20] | ['x',1,2,3] | has x in its bbox",
		"[10,10,20,20] | [[1],1,2,3] | has null in its bbox", "[10,10,20,20] | [1,2,3] | no bbox of four numbers",
		"[10,10,20,20] | [1,2,3,4,5] | no bbox of four numbers", "[10,10,20,20] | null | no bbox of four numbers",
		"[10,10,20,20] | {'x':1} | no bbox of four numbers", "[10,10,20,20] | 'x' | no bbox of four numbers",
		",'categories':[{'id':3,'name':'cell'}] |  | has no categories", "'categories' | 'cats' | has no categories",
		"[{'id':3,'name':'cell'}] | [] | list of categories is empty",
		"[{'id':3,'name':'cell'}] | {} | categories is not a list", "[{'id':3,'name':'cell'}] | [3] | entry 1 of categories",
		"[{'id':3,'name':'cell'}] | [{'id':3}] | no id or no name", "'images' | 'pictures' | has no images",
		"'annotations' | 'boxes' | has no annotations", "'info':{'x':[1,{'y':null}]} | 'categories':[] | two lists categories",
		"'iscrowd':0} | 'iscrowd':'maybe'} | iscrowd maybe", "'area':400 | 'area':-1 | an area of -1.0",
		"'area':400 | 'area':'big' | has big in its area", "'category_id':3 | 'category_id':4 | category_id 4",
		"'category_id':3, |  | no category_id", "'image_id':7 | 'image_id':8 | image_id 8",
		"'image_id':7, |  | no image_id", "'id':7, |  | no id or no file_name", "{'id':7 | {'id':1000000000001 | is used twice",
		"'b.png' | '../b.png' | leads out of",
		"'b.png' | 'c.png' | its image c.png is not in", "[10,10,20,20] | [NaN,1,2,3] | not valid JSON (line 1, column",
		"{'info' | {'info':1,,'x' | not valid JSON (line 1, column", "{'info' | [{'info' | is a list, like COCO results" })
	void whatContradictsIsOneLineInCocosWords(final String from, final String to, final String words) throws IOException {
		write(edited(from.strip(), to == null ? "" : to.strip()));
		final String line = assertThrows(UserException.class, this::open).getMessage();
		assertEquals(1, line.lines().count(), line);
		assertTrue(line.length() <= 500 && line.contains("instances_val.json") && line.contains(words.strip()), line);
		assertFalse(line.contains("Gson") || line.contains("Exception") || line.contains("setLenient"), line);
	}

	@ParameterizedTest
	@CsvSource({ "annotations/instances_default.json, images, all", "annotations/instances_default.json, images/default, all",
		"annotations/instances_default.json, images, default", "annotations/instances_val.json, images/val, val",
		"valid/_annotations.coco.json, valid, val", "_annotations.coco.json, ., all", "labels.json, data, all",
		"val/labels.json, val/data, val", "result.json, images, all", "val.json, images, val", "annotations/val.json, images, val",
		"instances_val.json, ., val", "my_export.json, images, all", "annotations.json, ., all",
		"annotations/instances_validation.json, images/validation, val" })
	void layoutsOfToolsAreFound(final String json, final String images, final String split) throws IOException {
		image(folder.resolve(images).resolve("a.png"), 100, 80);
		image(folder.resolve(images).resolve("b.png"), 100, 80);
		text(folder.resolve(json), JSON.replace('\'', '"'));
		assertEquals(2, Datasets.open(folder.toString(), split, List.of()).images().size());
		if (!split.equals("val")) {
			assertEquals(1, open().images().size());
			assertEquals(1, Datasets.open(folder.toString(), "train", List.of()).images().size());
		}
	}

	@Test
	void difficultOfCvatIsRead() throws IOException {
		write(edited("'area':400", "'area':400,'attributes':{'occluded':false,'difficult':true}"));
		assertTrue(open().images().get(0).objects().get(0).difficult());
		assertFalse(open().images().get(1).objects().get(0).difficult());
	}

	@Test
	void fractionsAreSaid() throws IOException {
		write(edited("[10,10,20,20]", "[0.1,0.2,0.5,0.25]"));
		assertEquals(1, open().warnings().stream().filter(line -> line.contains("fractions")).count());
	}

	@Test
	void longTextsTakeLinearTime() throws IOException {
		final String blanks = " ".repeat(300_000);
		for (final String json : List.of(edited("'a.png'", "'a.png" + blanks + "x'"), edited("'a.png'", "'" + blanks + "'"),
			edited("[10,10", "['10" + blanks + "',10"), edited("'area':400", "'area':'" + blanks + "4'"),
			edited("'cell'", "'" + blanks + "cell" + blanks + "'"), edited("'iscrowd':0}", "'iscrowd':'" + blanks + "x'}"),
			edited("'a.png'", "'" + "a/".repeat(150_000) + "a.png'"), edited("'info':{'x'", "'info':{'" + blanks + "'"),
			edited("[1,{'y':null}]", "[".repeat(100_000) + "]".repeat(100_000)), edited("'category_id':3", "'category_id':'" + blanks + "3'")))
		{
			write(json);
			assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
				try {
					open();
				}
				catch (final UserException e) {
					assertTrue(e.getMessage().length() <= 500 && e.getMessage().lines().count() == 1, e.getMessage());
				}
			});
		}
	}
}
